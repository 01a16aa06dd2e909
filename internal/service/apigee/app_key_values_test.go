package apigee_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/prototest"
)

// TestRefusedValues is about values that Apigee would refuse: the plan says so, without a request, and shows no key.
func TestRefusedValues(t *testing.T) {
	t.Parallel()
	type values = map[string]any
	long := strings.Repeat("k", 2049)
	tests := map[string]struct {
		config values
		// want is a part of the errors; empty: there is none.
		want string
	}{
		"plain":                  {nil, ""},
		"an own key":             {values{"consumer_key": "k_-1", "consumer_secret": "s"}, ""},
		"the longest key":        {values{"consumer_key": long[1:], "consumer_secret": "s"}, ""},
		"a longer key":           {values{"consumer_key": long, "consumer_secret": "s"}, "at most 2048"},
		"a key with a slash":     {values{"consumer_key": "do-not-show/", "consumer_secret": "s"}, "Invalid Consumer Key"},
		"an empty key":           {values{"consumer_key": "", "consumer_secret": "s"}, "Invalid Consumer Key"},
		"a secret with a dot":    {values{"consumer_key": "k", "consumer_secret": "do-not-show."}, "Invalid Consumer Key"},
		"a key without a secret": {values{"consumer_key": "k"}, "Missing Consumer Secret"},
		"two origins": {
			values{"consumer_key": "k", "consumer_secret": "s", "generated_by": "provider"}, "Two Origins of a Key",
		},
		"an address in capitals": {values{"developer_email": "Dev@acme.test"}, `write "dev@acme.test"`},
		"a bell in an address":   {values{"developer_email": "dev\a@acme.test"}, "is not an e-mail address"},
		"a bell in an app":       {values{"app": "portal\a"}, "or have control characters"},
		"no address":             {values{"developer_email": "dev at acme"}, "is not an e-mail address"},
		"a developer's UUID": {
			values{"developer_email": "7e0f7a44-3a55-4bd1-8f0e-6d1f2c9b7a10"}, "is a developer's UUID",
		},
		"an address within an id": {values{"developer_email": "organizations/acme/developers/Dev@acme.test"}, "lower case"},
		"a null attribute":        {values{"attributes": values{"a": nil}}, "is null"},
		"a null product":          {values{"api_products": values{"weather": nil}}, "is null"},
		"a product with a slash":  {values{"api_products": values{"a/b": values{}}}, "must be letters, digits"},
		"an app that is a dot":    {values{"app": "."}, `no part may be "." or ".."`},
		"an organization of dots": {values{"organization": "organizations/.."}, `no part may be "." or ".."`},
		"a product of dots":       {values{"api_products": values{"..": values{}}}, `no part may be "." or ".."`},
		"dots within an id":       {values{"app": "organizations/../developers/dev@acme.test/apps/portal"}, `no part may be "." or ".."`},
		"half a second":           {values{"expires_in": "500ms"}, "a duration above zero in whole seconds"},
		"no time":                 {values{"expires_in": "0s"}, "a duration above zero in whole seconds"},
		"a window of the lifetime": {
			values{"expires_in": "24h", "rotate_before_expiry": "24h"}, "must be shorter than expires_in",
		},
		"an organization in an id of another": {
			values{"organization": "acme", "app": "organizations/other/developers/dev@acme.test/apps/portal"}, "Contradictory Names",
		},
	}
	h := prototest.New(t, acctest.Factories()["custody"], nil)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := values{"developer_email": developer, "app": portal}
			maps.Copy(config, tt.config)
			out := h.ValidateResource(t.Context(), keyType, config)
			said := strings.Join(out.Errors, "\n")
			if (tt.want == "") != (said == "") || !strings.Contains(said, tt.want) {
				t.Errorf("errors %q, want %q", out.Errors, tt.want)
			}
			if strings.Contains(said, "do-not-show") {
				t.Errorf("a key or a secret is shown: %s", said)
			}
		})
	}
}
