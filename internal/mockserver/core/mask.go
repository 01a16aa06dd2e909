package core

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Masked stands in the place of a secret.
const Masked = "***"

// secretNames are the headers, query and form parameters and JSON fields, in lower case, that are never recorded.
var secretNames = []string{
	"authorization", "proxy-authorization", "cookie", "x-auth-token", "x-subject-token", "x-service-token",
	"password", "secret", "original_password", "passcode", "access_token", "refresh_token", "id_token",
	"client_secret", "consumersecret", "consumer_secret", "assertion", "private_key", "subject_token", "actor_token",
	"key",
}

func isSecretName(name string) bool { return slices.Contains(secretNames, strings.ToLower(name)) }

func maskHeader(header http.Header) http.Header {
	return http.Header(maskValues(url.Values(header)))
}

func maskValues(values url.Values) url.Values {
	out := url.Values{}
	for name, list := range values {
		out[name] = slices.Clone(list)
		if isSecretName(name) {
			out[name] = []string{Masked}
		}
	}
	return out
}

// maskBody returns the body as it came, unless a form or a JSON document in it holds a secret.
func maskBody(contentType string, body []byte) []byte {
	if strings.HasPrefix(contentType, "application/x-www-form-urlencoded") {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return []byte(Masked)
		}
		return []byte(maskValues(form).Encode())
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if decoder.Decode(&document) != nil || !maskJSON(document) {
		return bytes.Clone(body)
	}
	clean, _ := json.Marshal(document) // cannot fail: it was decoded from JSON
	return clean
}

// maskJSON masks the secrets of a document in place and reports whether there were any. Keystone's token method
// carries its token in "token": {"id": …}.
func maskJSON(document any) bool {
	found := false
	switch value := document.(type) {
	case []any:
		for _, item := range value {
			found = maskJSON(item) || found
		}
	case map[string]any:
		for name, item := range value {
			_, isText := item.(string)
			if token, ok := item.(map[string]any); ok && name == "token" && token["id"] != nil {
				token["id"], found = Masked, true
			}
			if isText && isSecretName(name) {
				value[name], found = Masked, true
				continue
			}
			found = maskJSON(item) || found
		}
	}
	return found
}
