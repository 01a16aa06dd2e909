package mockserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// googleError is the error of a Google API: an HTTP code, the name of the gRPC status, a message and details.
type googleError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Status  string `json:"status"`
	Details []any  `json:"details,omitempty"`
}

func (e *googleError) Error() string { return e.Status + ": " + e.Message }

func invalidArgument(format string, args ...any) *googleError {
	return &googleError{Code: http.StatusBadRequest, Status: "INVALID_ARGUMENT", Message: fmt.Sprintf(format, args...)}
}

func failedPrecondition(format string, args ...any) *googleError {
	return &googleError{Code: http.StatusBadRequest, Status: "FAILED_PRECONDITION", Message: fmt.Sprintf(format, args...)}
}

func googleNotFound(format string, args ...any) *googleError {
	return &googleError{Code: http.StatusNotFound, Status: "NOT_FOUND", Message: fmt.Sprintf(format, args...)}
}

// errorInfo is the detail google.rpc.ErrorInfo.
func errorInfo(reason, domain string, metadata map[string]string) map[string]any {
	return map[string]any{
		"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": domain, "metadata": metadata,
	}
}

func unauthenticated(message, reason string) *googleError {
	return &googleError{
		Code: http.StatusUnauthorized, Status: "UNAUTHENTICATED",
		Message: message + " Expected OAuth 2 access token, login cookie or other valid authentication credential. See " +
			"https://developers.google.com/identity/sign-in/web/devconsole-project.",
		Details: []any{errorInfo(reason, "googleapis.com", map[string]string{})},
	}
}

func permissionDenied(permission, resource string) *googleError {
	return &googleError{
		Code: http.StatusForbidden, Status: "PERMISSION_DENIED",
		Message: fmt.Sprintf("Permission '%s' denied on resource '%s' (or it may not exist).", permission, resource),
		Details: []any{errorInfo("IAM_PERMISSION_DENIED", "iam.googleapis.com",
			map[string]string{"permission": permission, "resource": resource})},
	}
}

// fieldProblems collects what is wrong with the fields of a request: google.rpc.BadRequest.
type fieldProblems struct{ violations []fieldViolation }

type fieldViolation struct {
	Field       string `json:"field,omitempty"`
	Description string `json:"description"`
}

func (b *fieldProblems) add(field, description string) {
	b.violations = append(b.violations, fieldViolation{field, description})
}

func (b *fieldProblems) err() error {
	if len(b.violations) == 0 {
		return nil
	}
	texts := make([]string, len(b.violations))
	for i, violation := range b.violations {
		texts[i] = violation.Description
	}
	err := invalidArgument("%s", strings.Join(texts, "\n"))
	err.Details = []any{map[string]any{
		"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": b.violations,
	}}
	return err
}

func writeGoogleError(w http.ResponseWriter, err error) {
	var answer *googleError
	if !errors.As(err, &answer) {
		answer = &googleError{Code: http.StatusInternalServerError, Status: "INTERNAL", Message: err.Error()}
	}
	if answer.Code == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="https://accounts.google.com/", error="invalid_token"`)
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(answer.Code)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": answer})
}

// GoogleErrorBody is the body of a Google API's error, for Fault.Body: code as in 429, status as in
// "RESOURCE_EXHAUSTED".
func GoogleErrorBody(code int, status, message string) string {
	text, _ := json.Marshal(map[string]any{"error": &googleError{Code: code, Status: status, Message: message}})
	return string(text)
}

// googleNotFoundPage is what Google's front end answers for a path or a method that no service has: a page, no JSON.
func googleNotFoundPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n"+
		"<title>Error 404 (Not Found)</title>\n<p>The requested URL was not found on this server.\n</html>\n")
}
