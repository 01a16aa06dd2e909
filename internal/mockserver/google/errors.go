package google

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Error is the error of a Google API: an HTTP code, the name of the gRPC status, a message and details.
type Error struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Status  string `json:"status"`
	Details []any  `json:"details,omitempty"`
}

func (e *Error) Error() string { return e.Status + ": " + e.Message }

// InvalidArgument is a 400 with that status.
func InvalidArgument(format string, args ...any) *Error {
	return &Error{Code: http.StatusBadRequest, Status: "INVALID_ARGUMENT", Message: fmt.Sprintf(format, args...)}
}

// FailedPrecondition is a 400 with that status.
func FailedPrecondition(format string, args ...any) *Error {
	return &Error{Code: http.StatusBadRequest, Status: "FAILED_PRECONDITION", Message: fmt.Sprintf(format, args...)}
}

// NotFound is a 404 with that status, in JSON.
func NotFound(format string, args ...any) *Error {
	return &Error{Code: http.StatusNotFound, Status: "NOT_FOUND", Message: fmt.Sprintf(format, args...)}
}

// ErrorInfo is the detail google.rpc.ErrorInfo.
func ErrorInfo(reason, domain string, metadata map[string]string) map[string]any {
	return map[string]any{
		"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": domain, "metadata": metadata,
	}
}

func unauthenticated(message, reason string) *Error {
	return &Error{
		Code: http.StatusUnauthorized, Status: "UNAUTHENTICATED",
		Message: message + " Expected OAuth 2 access token, login cookie or other valid authentication credential. See " +
			"https://developers.google.com/identity/sign-in/web/devconsole-project.",
		Details: []any{ErrorInfo(reason, "googleapis.com", map[string]string{})},
	}
}

// PermissionDenied is the 403 of IAM for a permission that the caller lacks.
func PermissionDenied(permission, resource string) *Error {
	return &Error{
		Code: http.StatusForbidden, Status: "PERMISSION_DENIED",
		Message: fmt.Sprintf("Permission '%s' denied on resource '%s' (or it may not exist).", permission, resource),
		Details: []any{ErrorInfo("IAM_PERMISSION_DENIED", "iam.googleapis.com",
			map[string]string{"permission": permission, "resource": resource})},
	}
}

// FieldProblems collects what is wrong with the fields of a request: google.rpc.BadRequest.
type FieldProblems struct{ violations []fieldViolation }

type fieldViolation struct {
	Field       string `json:"field,omitempty"`
	Description string `json:"description"`
}

// Add notes what is wrong with a field, which is named as in "developer_app.name".
func (b *FieldProblems) Add(field, description string) {
	b.violations = append(b.violations, fieldViolation{field, description})
}

// Err is a 400 that lists all problems, nil if there are none.
func (b *FieldProblems) Err() error {
	if len(b.violations) == 0 {
		return nil
	}
	texts := make([]string, len(b.violations))
	for i, violation := range b.violations {
		texts[i] = violation.Description
	}
	err := InvalidArgument("%s", strings.Join(texts, "\n"))
	err.Details = []any{map[string]any{
		"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": b.violations,
	}}
	return err
}

func writeError(w http.ResponseWriter, err error) {
	var answer *Error
	if !errors.As(err, &answer) {
		answer = &Error{Code: http.StatusInternalServerError, Status: "INTERNAL", Message: err.Error()}
	}
	if answer.Code == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="https://accounts.google.com/", error="invalid_token"`)
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(answer.Code)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": answer})
}

// ErrorBody is the body of a Google API's error, for Fault.Body: code as in 429, status as in
// "RESOURCE_EXHAUSTED".
func ErrorBody(code int, status, message string) string {
	text, _ := json.Marshal(map[string]any{"error": &Error{Code: code, Status: status, Message: message}})
	return string(text)
}

// NotFoundPage is what Google's front end answers for a path or a method that no service has: a page, no JSON.
func NotFoundPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n"+
		"<title>Error 404 (Not Found)</title>\n<p>The requested URL was not found on this server.\n</html>\n")
}
