package apigee

import (
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// Order and repetition make no difference, and neither does a nil list.
func TestSameSet(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		a, b []string
		want bool
	}{
		"none":           {nil, []string{}, true},
		"another order":  {[]string{"READ", "WRITE"}, []string{"WRITE", "READ"}, true},
		"repeated":       {[]string{"READ", "READ"}, []string{"READ"}, true},
		"one more":       {[]string{"READ"}, []string{"READ", "WRITE"}, false},
		"another one":    {[]string{"READ"}, []string{"WRITE"}, false},
		"none and one":   {nil, []string{"READ"}, false},
		"another letter": {[]string{"READ"}, []string{"read"}, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := sameSet(c.a, c.b); got != c.want {
				t.Errorf("sameSet = %t", got)
			}
		})
	}
}

func TestSameAttributes(t *testing.T) {
	t.Parallel()
	have := []appkeys.Attribute{{Name: "env", Value: "prod"}, {Name: "empty"}}
	cases := map[string]struct {
		wanted map[string]string
		want   bool
	}{
		"the same":        {map[string]string{"empty": "", "env": "prod"}, true},
		"another value":   {map[string]string{"empty": "", "env": "test"}, false},
		"another name":    {map[string]string{"other": "", "env": "prod"}, false},
		"one less":        {map[string]string{"env": "prod"}, false},
		"one more":        {map[string]string{"env": "prod", "empty": "", "more": ""}, false},
		"none wanted yet": {nil, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := sameAttributes(have, c.wanted); got != c.want {
				t.Errorf("sameAttributes = %t", got)
			}
		})
	}
	if !sameAttributes(nil, nil) {
		t.Error("no attributes differ from none")
	}
}
