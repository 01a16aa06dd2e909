package resourcelocks

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// AnswerError is an answer that is not what was asked for, although its status says so. What the request was to change
// may have been changed.
type AnswerError struct {
	Method string
	// URL has no query.
	URL string
	// Problem goes on after "the answer", such as "is not JSON".
	Problem string
}

func (e *AnswerError) Error() string {
	return fmt.Sprintf("%s %s: the answer %s, so that it says nothing of the resource lock", e.Method, e.URL, e.Problem)
}

// readLock reads a lock with all that every lock has.
func readLock(resp *http.Response, err error) (*Lock, error) {
	var answer struct {
		ResourceLock *Lock `json:"resource_lock"`
	}
	if err := read(resp, err, &answer); err != nil {
		return nil, err
	}
	if answer.ResourceLock == nil {
		return nil, problem(resp, "holds no resource lock")
	}
	if missing := answer.ResourceLock.missing(); missing != "" {
		return nil, problem(resp, "holds a resource lock without "+missing)
	}
	return answer.ResourceLock, nil
}

func readLockOf(id string) func(*http.Response, error) (*Lock, error) {
	return func(resp *http.Response, err error) (*Lock, error) {
		lock, err := readLock(resp, err)
		if err == nil && !strings.EqualFold(lock.ID, id) {
			return nil, problem(resp, "is another resource lock, "+lock.ID)
		}
		return lock, err
	}
}

func readPage(resp *http.Response, err error) (*Page, error) {
	var page Page
	if err := read(resp, err, &page); err != nil {
		return nil, err
	}
	if page.Locks == nil {
		return nil, problem(resp, "holds no list of resource locks")
	}
	for _, lock := range page.Locks {
		if lock.ID == "" {
			return nil, problem(resp, "holds a resource lock without id")
		}
	}
	return &page, nil
}

// missing names the first attribute that every lock has and this one has not.
func (l Lock) missing() string {
	for _, attribute := range []struct{ name, value string }{
		{"id", l.ID},
		{"user_id", l.UserID},
		{"project_id", l.ProjectID},
		{"lock_context", string(l.Context)},
		{"resource_type", string(l.ResourceType)},
		{"resource_id", l.ResourceID},
	} {
		if attribute.value == "" {
			return attribute.name
		}
	}
	return ""
}

func read(resp *http.Response, err error, answer any) error {
	if err != nil {
		return err
	}
	body, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return problem(resp, "cannot be read: "+err.Error())
	}
	if !json.Valid(body) {
		return problem(resp, "is not JSON")
	}
	if err := json.Unmarshal(body, answer); err != nil {
		if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return problem(resp, "does not have the form of one of this API")
		}
		return problem(resp, "cannot be read: "+err.Error())
	}
	return nil
}

func problem(resp *http.Response, text string) error {
	e := &AnswerError{Problem: text}
	if req := resp.Request; req != nil {
		e.Method, e.URL = req.Method, req.URL.Scheme+"://"+req.URL.Host+req.URL.Path
	}
	return e
}
