package client

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
)

// Apigee's own words for what is not there: the type of the violation, and for an
// answer without one the message.
const (
	noSuchKey = ".InvalidClientIdForGivenApp"
	noSuchApp = ".AppDoesNotExist"
)

var (
	noSuchKeyMessage = regexp.MustCompile(`(?i)^invalid consumer key for given app\b`)
	noSuchAppMessage = regexp.MustCompile(`^App named .+ does not exist under .+`)
)

// IsNoSuchKey says that Apigee found the app and that the app does not have the key.
// A 404 that is about something else, as an organization, a developer or the path,
// is not that.
func IsNoSuchKey(err error) bool {
	return errors.Is(err, errNoSuchFingerprint) || isMissing(err, noSuchKey, noSuchKeyMessage)
}

// IsNoSuchApp says that Apigee found the developer or the app group, which has no such app.
func IsNoSuchApp(err error) bool { return isMissing(err, noSuchApp, noSuchAppMessage) }

func isMissing(err error, violation string, message *regexp.Regexp) bool {
	e, ok := AsAPIError(err)
	if !ok || e.Status != http.StatusNotFound || e.Kind != "NOT_FOUND" {
		return false
	}
	if e.Violation != "" {
		return strings.HasSuffix(e.Violation, violation)
	}
	return message.MatchString(e.Message)
}

// Outcome is what a request that is not idempotent has come to, as far as its error says.
type Outcome int

// The outcomes of a request that failed.
const (
	// NotDone is a request that was not sent, or that Apigee itself refused.
	NotDone Outcome = iota
	// MayBeDone is a request that Apigee itself says it failed at: it is not at work on it
	// any more, and may have done it all the same.
	MayBeDone
	// MayYetBeDone is a request whose answer was lost, or came from a server on the way:
	// Apigee may be at work on it still.
	MayYetBeDone
)

// OutcomeOf reads the outcome from an error of Apigee.Call or of an answer of it.
func OutcomeOf(err error) Outcome {
	if _, ok := AsAPIError(err); !ok && !IsAnswerLost(err) {
		return NotDone
	}
	switch endingOf(err) {
	case refused:
		return NotDone
	case failed:
		return MayBeDone
	}
	return MayYetBeDone
}
