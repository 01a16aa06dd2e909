package client

import (
	"net/http"
	"strings"
	"testing"
)

// TestAnswersDoNotRepeatSecrets is about servers whose errors repeat what they were sent.
func TestAnswersDoNotRepeatSecrets(t *testing.T) {
	t.Parallel()
	const asJSON, asForm = "application/json", "application/x-www-form-urlencoded"
	plain := `{"error": {"message": "Not hunter2hunter2 for p\u00e4sswort."}}`
	const masked = `{"error":{"message":"Not (hidden) for (hidden)."}}`
	tests := map[string]struct {
		contentType, sent string
		header            http.Header
		status            int
		answer, want      string
	}{
		"a password": {
			asJSON, `{"auth": {"identity": {"password": {"user": {"password": "hunter2hunter2"}}}, "secret": "pässwort"}}`, nil,
			401, plain, masked,
		},
		"a token in a login": {
			asJSON, `{"token": {"id": "hunter2hunter2"}, "x": [{"secret": "pässwort"}]}`, nil, 401, plain, masked,
		},
		"tokens in headers": {
			asJSON, `{}`,
			http.Header{"X-Auth-Token": {"pässwort"}, "Authorization": {"Bearer hunter2hunter2"}},
			500, plain, masked,
		},
		"a form": {
			asForm, "refresh_token=hunter2hunter2&client_secret=p%C3%A4sswort", nil, 400, plain, masked,
		},
		"a form whose answer is a success": {
			asForm, "refresh_token=hunter2hunter2&client_secret=p%C3%A4sswort", nil, 200, plain, masked,
		},
		"a part of another": {
			asJSON, `{}`,
			http.Header{"X-Auth-Token": {"hunter2"}, "X-Service-Token": {"hunter2hunter2"}},
			403,
			`["hunter2hunter2", "hunter2", 12345678901234567890]`, `["(hidden)","(hidden)",12345678901234567890]`,
		},
		"a success":           {asJSON, `{}`, http.Header{"X-Auth-Token": {"hunter2hunter2"}}, 200, plain, plain},
		"what is no secret":   {asJSON, `{"id": "hunter2hunter2", "name": "pässwort"}`, nil, 401, plain, plain},
		"what is too short":   {asJSON, `{"password": "Not"}`, nil, 401, plain, plain},
		"what is no JSON":     {asJSON, `{"password": "hunter2"}`, nil, 401, "<p>hunter2", "<p>hunter2"},
		"what comes after it": {asJSON, `{"password": "hunter2"}`, nil, 401, `{} hunter2`, `{} hunter2`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://k.invalid", strings.NewReader(tt.sent))
			if err != nil {
				t.Fatal(err)
			}
			if tt.header != nil {
				req.Header = tt.header.Clone()
			}
			req.Header.Set("Content-Type", tt.contentType)
			if got := string(withoutSecrets(req, tt.status, []byte(tt.answer))); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}
