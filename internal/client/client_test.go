package client

import (
	"errors"
	"strings"
	"testing"
)

func TestClientWithoutACloud(t *testing.T) {
	t.Parallel()
	reason := errors.New("OS_INSECURE must be true or false")
	tests := map[string]struct {
		client func() *Client
		want   func(error) bool
	}{
		"not configured": {func() *Client { return nil }, func(err error) bool { return errors.Is(err, errUnconfigured) }},
		"nothing configured": {New, func(err error) bool {
			return err != nil && strings.Contains(err.Error(), "no OpenStack cloud")
		}},
		"wrongly configured": {func() *Client {
			c := New()
			c.SetOpenStack(nil, reason)
			return c
		}, func(err error) bool { return errors.Is(err, reason) }},
		"not known yet": {func() *Client {
			c := New()
			c.SetOpenStack(nil, ErrUnknownConfiguration)
			return c
		}, func(err error) bool { return errors.Is(err, ErrUnknownConfiguration) }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := tt.client().SharedFileSystem(t.Context(), ""); !tt.want(err) {
				t.Errorf("error %v", err)
			}
			if cloud, err := tt.client().OpenStack(); cloud != nil || !tt.want(err) {
				t.Errorf("cloud %v, error %v", cloud, err)
			}
		})
	}
}

func TestClientWithACloud(t *testing.T) {
	t.Parallel()
	f := startOpenStack(t, nil)
	config := f.config()
	config.Region = "north"
	c := New()
	c.SetOpenStack(f.open(t, config, TransportConfig{}), nil)
	if cloud, err := c.OpenStack(); err != nil || cloud.Region() != "north" {
		t.Fatalf("cloud %v, error %v", cloud, err)
	}
	if requests := f.lines(); len(requests) != 0 {
		t.Errorf("%q were sent before the first use", requests)
	}
	if manila, err := c.SharedFileSystem(t.Context(), ""); err != nil || manila.Region != "north" {
		t.Errorf("%v, error %v", manila, err)
	}
}
