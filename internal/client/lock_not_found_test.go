package client

import (
	"errors"
	"testing"
)

func TestLockIsGoneByItsOwnWordsOnly(t *testing.T) {
	t.Parallel()
	const id = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
	manila := func(message string) error {
		return refusal(404, jsonType, `{"itemNotFound": {"code": 404, "message": "`+message+`"}}`)
	}
	tests := map[string]struct {
		err  error
		want bool
	}{
		"the lock":                  {manila("Resource lock " + id + " could not be found."), true},
		"another lock":              {manila("Resource lock x could not be found."), false},
		"an API that has no locks":  {manila("The resource could not be found."), false},
		"a share":                   {manila("Share " + id + " could not be found."), false},
		"Keystone":                  {refusal(404, jsonType, `{"error": {"code": 404, "title": "Not Found"}}`), false},
		"a proxy":                   {refusal(404, htmlType, "<html></html>"), false},
		"these words with a 400":    {refusal(400, jsonType, `{"itemNotFound": {"message": "Resource lock `+id+` could not be found."}}`), false},
		"any error with the words":  {errors.New("Resource lock " + id + " could not be found."), false},
		"of another kind, its word": {refusal(404, jsonType, `{"other": {"message": "Resource lock `+id+` could not be found."}}`), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := IsLockNotFound(tt.err, id); got != tt.want {
				t.Errorf("%t, want %t of %v", got, tt.want, tt.err)
			}
		})
	}
}
