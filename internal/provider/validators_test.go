package provider

import "testing"

func TestIsHTTPURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"https://keystone.test/v3":                 true,
		"http://127.0.0.1:5000":                    true,
		"https://alice:hush-hush@keystone.test/v3": false,
		"https://alice@keystone.test/v3":           false,
		"keystone.test/v3":                         false,
		"ftp://keystone.test":                      false,
	} {
		if got := isHTTPURL(text); got != want {
			t.Errorf("%s: got %t, want %t", text, got, want)
		}
	}
}
