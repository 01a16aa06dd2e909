package openstack

import "testing"

func TestPythonForms(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, json, repr string }{
		"order":   {`{"b":1,"a":[true,null]}`, `{"b": 1, "a": [true, null]}`, `{'b': 1, 'a': [True, None]}`},
		"escapes": {`"a\\\": \", é😀\n"`, `"a\\\": \", \u00e9\ud83d\ude00\n"`, `'a\\": ", é😀\n'`},
		"quotes":  {`["it's", "it's \"it\""]`, `["it's", "it's \"it\""]`, `["it's", 'it\'s "it"']`},
		"markup":  {`"<&>"`, `"<&>"`, `'<&>'`},
		"empty":   {`{}`, `{}`, `{}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			value, err := decodeJSON([]byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if got := string(pythonJSON(value)); got != tt.json {
				t.Errorf("JSON %s, want %s", got, tt.json)
			}
			if got := pythonRepr(value); got != tt.repr {
				t.Errorf("repr %s, want %s", got, tt.repr)
			}
		})
	}
	for _, broken := range []string{``, `{`, `{"a"`, `{"a":1} {}`, `[1`} {
		if value, err := decodeJSON([]byte(broken)); err == nil {
			t.Errorf("%q decoded to %v", broken, value)
		}
	}
}
