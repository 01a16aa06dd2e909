package canary

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

var (
	tokenHeaders = []string{"Authorization", "X-Auth-Token", "X-Service-Token", "X-Subject-Token"}
	// secretFields are those of Keystone's logins, of OAuth 2.0 and of Apigee's keys.
	secretFields = regexp.MustCompile(
		`"(password|secret|consumerKey|consumerSecret|access_token|accessToken|refresh_token|id_token)": ?"([^"\\]+)"`)
	secretInputs = []string{"refresh_token", "client_secret", "assertion", "subject_token"}
)

// Handler serves as the given handler does. Every credential that comes to it or that it gives out is a secret.
func (w *Watch) Handler(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(answer http.ResponseWriter, req *http.Request) {
		var sent bytes.Buffer
		req.Body = struct {
			io.Reader
			io.Closer
		}{io.TeeReader(req.Body, &sent), req.Body}
		tee := &teeWriter{ResponseWriter: answer}
		defer func() {
			w.headers(req.Header)
			w.headers(answer.Header())
			w.body(sent.String())
			w.body(tee.sent.String())
		}()
		handler.ServeHTTP(tee, req)
	})
}

// teeWriter keeps what is answered.
type teeWriter struct {
	http.ResponseWriter
	sent bytes.Buffer
}

// Write implements http.ResponseWriter.
func (t *teeWriter) Write(p []byte) (int, error) {
	t.sent.Write(p)
	return t.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (t *teeWriter) Unwrap() http.ResponseWriter { return t.ResponseWriter }

func (w *Watch) headers(header http.Header) {
	for _, name := range tokenHeaders {
		w.Secret(name, strings.TrimPrefix(header.Get(name), "Bearer "))
	}
}

func (w *Watch) body(text string) {
	for _, found := range secretFields.FindAllStringSubmatch(text, -1) {
		w.Secret(found[1], found[2])
	}
	if form, err := url.ParseQuery(text); err == nil {
		for _, name := range secretInputs {
			w.Secret(name, form.Get(name))
		}
	}
}
