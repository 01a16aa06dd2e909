package client

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
)

// APIError is an answer of a server that refused or failed a request.
type APIError struct {
	Method string
	// URL has no query, and fingerprints in the place of keys.
	URL    string
	Status int
	// Kind is the server's own word for the failure, such as "itemNotFound" or
	// "NOT_FOUND". Empty when the body was not of the API's form, as an HTML page.
	Kind      string
	Message   string
	RequestID string
	// Violation is a Google API's finer word for a failed precondition, such as
	// "keymanagement.service.ConsumerKeyAlreadyExists"; empty if it gave none.
	Violation string
	// Reason is a Google API's word for why it refuses, such as "SERVICE_DISABLED"; empty
	// if it gave none.
	Reason string
	// Permission is the IAM permission that is missing, where a Google API names it.
	Permission string

	original error
}

func (e *APIError) Error() string {
	text := fmt.Sprintf("%s %s answered %d %s", e.Method, e.URL, e.Status, http.StatusText(e.Status))
	if e.RequestID != "" {
		text += " (request id " + e.RequestID + ")"
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}

func (e *APIError) Unwrap() error { return e.original }

// Describe tells of an error without the words that the layers between put around it: a login or a look at the versions
// that failed, else the server's own answer, else the connection's own failure.
func Describe(err error) string {
	if login, ok := errors.AsType[*LoginError](err); ok {
		return login.Error()
	}
	if login, ok := errors.AsType[*GoogleLoginError](err); ok {
		return login.Error()
	}
	if version, ok := errors.AsType[*VersionError](err); ok {
		return version.Error()
	}
	if answer, ok := AsAPIError(err); ok {
		return answer.Error()
	}
	if connection, ok := errors.AsType[*ConnectionError](err); ok {
		return connection.Error()
	}
	return err.Error()
}

// AsAPIError finds the server's answer in err, whichever client it came from.
func AsAPIError(err error) (*APIError, bool) {
	if own, ok := errors.AsType[*APIError](err); ok {
		return own, true
	}
	if answer, ok := errors.AsType[gophercloud.ErrUnexpectedResponseCode](err); ok {
		return fromOpenStack(answer), true
	}
	if failed, ok := errors.AsType[*gophercloud.ErrUnableToReauthenticate](err); ok {
		return AsAPIError(failed.ErrReauth)
	}
	return nil, false
}

func fromOpenStack(answer gophercloud.ErrUnexpectedResponseCode) *APIError {
	e := &APIError{
		Method:    answer.Method,
		URL:       withoutQuery(answer.URL),
		Status:    answer.Actual,
		RequestID: requestID(answer.ResponseHeader),
		original:  answer,
	}
	// What a success says is no fault, although nobody asked for it.
	if answer.Actual/100 != 2 {
		e.Kind, e.Message = openStackFault(answer.Body)
	}
	if e.Kind == "" {
		e.Message = describeForeignBody(answer.ResponseHeader.Get("Content-Type"))
	}
	return e
}

// openStackFault reads the two shapes of an OpenStack error: one key that names
// the kind, as Manila sends it, and "error" with a title, as Keystone and its
// middleware do.
func openStackFault(body []byte) (kind, message string) {
	var fault map[string]struct {
		Title   string `json:"title"`
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &fault) != nil || len(fault) != 1 {
		return "", ""
	}
	for key, value := range fault {
		if key == "error" && value.Title != "" {
			key = value.Title
		}
		return key, strings.TrimSpace(value.Message)
	}
	return "", ""
}

func describeForeignBody(contentType string) string {
	if strings.Contains(contentType, "html") {
		return "the answer is an HTML page, not one of the API"
	}
	return ""
}

func withoutQuery(url string) string {
	url, _, _ = strings.Cut(url, "?")
	return url
}

// notFoundKinds are the APIs' own words for it: Manila's, Keystone's and Google's. A
// gateway in front of them may send a body of the same form with a word of its own.
var notFoundKinds = []string{"itemNotFound", http.StatusText(http.StatusNotFound), "NOT_FOUND"}

// IsNotFound says that the server itself knows no such object. A 404 without the
// API's own error body, as of a proxy or of a wrong path, is not that.
func IsNotFound(err error) bool {
	e, ok := AsAPIError(err)
	return ok && e.Status == http.StatusNotFound && slices.Contains(notFoundKinds, e.Kind)
}

// IsLockNotFound says that Manila itself knows no resource lock of that id. A Manila
// below API version 2.81 answers for any path with a 404 of the same form.
func IsLockNotFound(err error, id string) bool {
	e, ok := AsAPIError(err)
	return ok && e.Status == http.StatusNotFound && e.Kind == "itemNotFound" &&
		strings.EqualFold(e.Message, "Resource lock "+id+" could not be found.")
}

// IsForbidden says that the server knows the caller and refuses.
func IsForbidden(err error) bool { return hasStatus(err, http.StatusForbidden) }

// IsConflict says that the state of an object is in the way.
func IsConflict(err error) bool { return hasStatus(err, http.StatusConflict) }

// IsServerError says that the server itself failed, with a status of 500.
func IsServerError(err error) bool { return hasStatus(err, http.StatusInternalServerError) }

// IsNotFoundStatus says that something answered 404, whether or not it is the server's word for that very object.
func IsNotFoundStatus(err error) bool { return hasStatus(err, http.StatusNotFound) }

// IsBadRequest says that the server refuses the request as malformed.
func IsBadRequest(err error) bool { return hasStatus(err, http.StatusBadRequest) }

// IsUnauthorized says that the server does not accept the credentials.
func IsUnauthorized(err error) bool { return hasStatus(err, http.StatusUnauthorized) }

func hasStatus(err error, statuses ...int) bool {
	e, ok := AsAPIError(err)
	return ok && slices.Contains(statuses, e.Status)
}

// isRefusal says that the server answered, and would answer the same again.
func isRefusal(err error) bool {
	e, ok := AsAPIError(err)
	return ok && !slices.Contains(retryableStatuses, e.Status)
}

// IsAnswerLost says that the request may have been carried out although no
// answer says so: it was sent and then the connection failed, timed out, or a
// server on the way answered in the place of the one that did the work.
func IsAnswerLost(err error) bool {
	if _, ok := errors.AsType[*LostAnswerError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*ConnectionError](err); ok {
		return !neverSent(err)
	}
	if _, ok := errors.AsType[lostAnswer](err); ok {
		return true
	}
	answer, ok := AsAPIError(err)
	return ok && (answer.Status >= http.StatusInternalServerError || answer.Status == http.StatusRequestTimeout)
}

// lostAnswer is an error of an API's package that says of an answer that it is not
// the object that was asked for.
type lostAnswer interface {
	error
	LostAnswer()
}

// ConnectionError is a request that got no whole answer.
type ConnectionError struct {
	Method string
	// URL has no query, and fingerprints in the place of keys.
	URL string
	Err error
}

func (e *ConnectionError) Error() string {
	return fmt.Sprintf("%s %s: %v", e.Method, e.URL, e.Err)
}

func (e *ConnectionError) Unwrap() error { return e.Err }

// neverSent says that no byte of the request can have reached the server: there
// was no connection, or not one that the request was entrusted to.
func neverSent(err error) bool {
	if _, ok := errors.AsType[stoppedError](err); ok {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "dial" || op.Op == "proxyconnect") || isUntrusted(err)
}

// stoppedError says that a request was not sent because the run was told to stop.
type stoppedError struct{ error }

func (e stoppedError) Unwrap() error { return e.error }

func isUntrusted(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

// isPermanent says that the next try will fail as this one did.
func isPermanent(err error) bool {
	if errors.Is(err, errTooLong) {
		return true
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok {
		return name.IsNotFound
	}
	return isUntrusted(err)
}
