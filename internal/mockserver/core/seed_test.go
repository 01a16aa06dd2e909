package core

import (
	"testing"
	"time"
)

func TestDecodeSeed(t *testing.T) {
	t.Parallel()
	type item struct {
		Name string    `json:"name"`
		At   time.Time `json:"at"`
		Size int64     `json:"size"`
		On   *bool     `json:"on"`
		Any  any       `json:"any"`
	}
	type document struct {
		Items  []item            `json:"items"`
		Labels map[string]string `json:"labels"`
	}
	tests := map[string]struct{ in, want string }{
		"good": {`{"items":[{"name":"a","at":"2026-01-02T15:04:05.5Z","size":3,"on":true,"any":[{"x":[1]}]}],
			"labels":{"a":"b"}}`, ""},
		"null is absent":  {`{"items":null}`, ""},
		"unknown name":    {"{\n \"items\": [{\"nam\": \"a\"}]}", "line 2, column 18: items[0].nam: unknown name; expected one of any, at, name, on, size"},
		"no string":       {`{"items":[{"name":"a"},{"name":1}]}`, "line 1, column 33: items[1].name: expected a string"},
		"no number":       {`{"items":[{"size":"1"}]}`, "line 1, column 22: items[0].size: expected a whole number"},
		"no whole number": {`{"items":[{"size":1.5}]}`, "line 1, column 22: items[0].size: expected a whole number"},
		"no truth":        {`{"items":[{"on":"yes"}]}`, "line 1, column 22: items[0].on: expected true or false"},
		"no time":         {`{"items":[{"at":"today"}]}`, `line 1, column 24: items[0].at: expected a time as RFC 3339 has it, such as "2026-01-02T15:04:05Z"`},
		"no list":         {`{"items":{}}`, "line 1, column 11: items: expected a list"},
		"no object":       {`[]`, "line 1, column 2: expected an object"},
		"no map":          {`{"labels":[]}`, "line 1, column 12: labels: expected an object"},
		"broken":          {`{"items":[`, "line 1, column 11: items: not JSON: EOF"},
		"two documents":   {`{} {}`, "line 1, column 5: expected nothing behind the first JSON document"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := DecodeSeed([]byte(tt.in), &document{}); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestBelow(t *testing.T) {
	t.Parallel()
	err := Below("openstack", Below("shares", Mistake("[1].user", "there is no user %q", "dave")))
	if got, want := err.Error(), `openstack.shares[1].user: there is no user "dave"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
