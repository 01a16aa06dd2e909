package client

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// hidden stands in an answer where a server repeated a secret.
const hidden = "(hidden)"

// shortestSecret is how long a text must be to be taken out of an answer: a shorter one would be found in any word.
const shortestSecret = 4

var (
	secretHeaders = []string{"Authorization", "X-Auth-Token", "X-Service-Token", "X-Subject-Token"}
	// secretFields are those of Keystone's logins and of OAuth 2.0.
	secretFields = []string{"password", "secret", "client_secret", "refresh_token", "assertion", "subject_token"}
)

// withoutSecrets takes out of an answer what the request was entrusted with. The words of an answer that is an error
// are shown to the user, and some servers repeat in them what they were sent. Successes are left as they are, but for
// those of an OAuth token service, which may be errors all the same.
func withoutSecrets(req *http.Request, status int, body []byte) []byte {
	isForm := strings.HasPrefix(req.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
	if status/100 == 2 && !isForm {
		return body
	}
	var pairs []string
	for _, secret := range secretsOf(req) {
		if len(secret) >= shortestSecret {
			pairs = append(pairs, secret, hidden)
		}
	}
	answer, ok := decodeAny(body)
	if !ok || len(pairs) == 0 {
		return body
	}
	hide := strings.NewReplacer(pairs...)
	masked, err := json.Marshal(eachText(answer, "", func(_, text string) string { return hide.Replace(text) }))
	if err != nil {
		return body
	}
	return masked
}

// secretsOf are the secrets in a request, the longest first, so that none is a part of one that comes later.
func secretsOf(req *http.Request) []string {
	var found []string
	for _, name := range secretHeaders {
		found = append(found, strings.TrimPrefix(req.Header.Get(name), "Bearer "))
	}
	note := func(field, text string) string {
		if slices.Contains(secretFields, field) || field == "token.id" {
			found = append(found, text)
		}
		return text
	}
	sent := sentBody(req)
	if content, ok := decodeAny(sent); ok {
		eachText(content, "", note)
	} else if form, err := url.ParseQuery(string(sent)); err == nil {
		for field, values := range form {
			for _, value := range values {
				note(field, value)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return len(b) - len(a) })
	return found
}

func sentBody(req *http.Request) []byte {
	if req.GetBody == nil {
		return nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil
	}
	content, err := io.ReadAll(body)
	if err != nil || body.Close() != nil {
		return nil
	}
	return content
}

func decodeAny(body []byte) (content any, ok bool) {
	if !json.Valid(body) {
		return nil, false
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	err := decoder.Decode(&content)
	return content, err == nil
}

// eachText has change replace each text in a JSON value. It is told the name of the field, and of an id what it is of,
// as token.id.
func eachText(content any, field string, change func(field, text string) string) any {
	switch content := content.(type) {
	case string:
		return change(field, content)
	case []any:
		for i := range content {
			content[i] = eachText(content[i], field, change)
		}
	case map[string]any:
		for name, value := range content {
			within := name
			if name == "id" {
				within = field + ".id"
			}
			content[name] = eachText(value, within, change)
		}
	}
	return content
}
