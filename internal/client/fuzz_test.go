package client

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// fuzzed is an answer that the fuzzer makes. In its body TOKEN, PASSWORD, KEY and SECRET stand for those that were
// sent: a server can repeat no others.
type fuzzed struct {
	status                             int
	contentType, retryAfter, requestID string
	body                               []byte
}

func (f fuzzed) answer(req *http.Request) *http.Response {
	body := f.body
	for word, secret := range fuzzedSecrets {
		if isSent(req, secret) {
			body = bytes.ReplaceAll(body, []byte(word), []byte(secret))
		}
	}
	header := http.Header{
		"Content-Type": {f.contentType}, "Retry-After": {f.retryAfter}, "X-Compute-Request-Id": {f.requestID},
		"X-Subject-Token": {aliceToken},
	}
	// net/http gives no other status to a client.
	status := 100 + (f.status%900+900)%900
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(bytes.NewReader(body)), Request: req}
}

var fuzzedSecrets = map[string]string{
	"TOKEN": aliceToken, "PASSWORD": alicePassword, "KEY": fuzzedKey, "SECRET": fuzzedSecret,
}

func isSent(req *http.Request, secret string) bool {
	for _, values := range req.Header {
		if strings.Contains(values[0], secret) {
			return true
		}
	}
	return strings.Contains(req.URL.Path, secret) || bytes.Contains(sentBody(req), []byte(secret))
}

// seedAnswers adds answers that are worth starting from, with each body in a success and in failures.
func seedAnswers(f *testing.F, bodies ...string) {
	f.Helper()
	general := []string{
		"", "{}", "null", "[]", "0", `"text"`, "<html></html>", `{"a":`, "[[[[[[[[", `{"error": null}`, `{"error": []}`,
		"\x00\xff",
		`{"error": {"code": 401, "title": "Unauthorized", "message": "Not TOKEN with PASSWORD."}}`,
		`{"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "Not TOKEN.", "details": [null, {"violations": [{}]}]}}`,
		`{"badRequest": {"code": 400, "message": "Not TOKEN with PASSWORD."}}`,
		`{"error": "invalid_grant", "error_description": "Not PASSWORD."}`,
	}
	for _, body := range append(bodies, general...) {
		for _, status := range []int{200, 201, 204, 300, 400, 401, 403, 404, 409, 429, 500, 503} {
			f.Add(status-100, "application/json", "", "req-1", []byte(body))
		}
	}
	f.Add(329, "text/html", "99999999999", "req-\xff", []byte("<html>TOKEN</html>"))
}

// fuzzAnswers has the fuzzer make answers. Time costs nothing: an answer may ask for a pause.
func fuzzAnswers(f *testing.F, try func(*testing.T, fuzzed)) {
	f.Helper()
	f.Fuzz(func(t *testing.T, status int, contentType, retryAfter, requestID string, body []byte) {
		synctest.Test(t, func(t *testing.T) { try(t, fuzzed{status, contentType, retryAfter, requestID, body}) })
	})
}

// logged is a context whose log is kept.
func logged(t *testing.T) (ctx context.Context, log *bytes.Buffer) {
	t.Helper()
	log = &bytes.Buffer{}
	return tflogtest.RootLogger(t.Context(), log), log
}

// told holds that neither an error nor the log says a secret, and that an error has a text that can be shown.
func told(t *testing.T, err error, log *bytes.Buffer, secrets ...string) {
	t.Helper()
	noSecret(t, log.String(), secrets...)
	if err == nil {
		return
	}
	text := err.Error()
	if answer, ok := AsAPIError(err); ok {
		text = answer.Error()
	}
	noSecret(t, text, secrets...)
	if strings.TrimSpace(text) == "" {
		t.Errorf("the error has no text: %#v", err)
	}
	if lost, ok := errors.AsType[*ConnectionError](err); ok && !utf8.ValidString(lost.URL) {
		t.Errorf("the URL is no text: %q", lost.URL)
	}
}
