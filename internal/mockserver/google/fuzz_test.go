package google

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// FuzzToken sends forms to the token endpoint.
func FuzzToken(f *testing.F) {
	part := base64.RawURLEncoding.EncodeToString
	f.Add("grant_type=refresh_token&client_id=x&client_secret=y&refresh_token=z")
	f.Add(jwtForm(part([]byte(`{"alg":"RS256"}`)) + "." + part([]byte(`{"iss":"`+ciAccount+`","exp":1e400}`)) + ".x"))
	f.Add("%zz")
	g := New(core.New(core.SystemClock{}))
	f.Fuzz(func(t *testing.T, form string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/token", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		if w.Code < 400 || w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		g.ResetJournal()
	})
}

// FuzzDecodeProto reads bodies into a message with all types of fields.
func FuzzDecodeProto(f *testing.F) {
	type message struct {
		Text   string          `json:"text,omitempty"`
		Number int64           `json:"bigNumber,omitempty,string"`
		Truth  bool            `json:"truth,omitempty"`
		List   []message       `json:"list,omitempty"`
		Inner  *message        `json:"inner,omitempty"`
		Any    any             `json:"any,omitempty"`
		Raw    json.RawMessage `json:"raw,omitempty"`
	}
	f.Add(`{"text":"a","big_number":"+5","truth":true,"list":[{"bigNumber":5}],"inner":{"any":[]},"raw":{"x":1}}`)
	f.Add(`{"list":{},"inner":[],"truth":"x","text":null}`)
	f.Add(`[[[[[[[[`)
	f.Fuzz(func(t *testing.T, body string) {
		var refusal *Error
		if err := DecodeProto([]byte(body), "message", &message{}); err != nil && !errors.As(err, &refusal) {
			t.Errorf("%q: %v", body, err)
		}
	})
}
