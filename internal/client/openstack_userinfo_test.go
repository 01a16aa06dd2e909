package client

import (
	"strings"
	"testing"
)

func TestPasswordInURLIsRefusedAndNotRepeated(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"https://alice:hush-hush@keystone.test/v3", "https://alice:hush-hush@keystone.test:port/v3"} {
		_, err := NewOpenStack(OpenStackConfig{AuthURL: address}, TransportConfig{})
		if err == nil || strings.Contains(err.Error(), "hush-hush") {
			t.Errorf("got %v, wanted an error without the password", err)
		}
	}
}
