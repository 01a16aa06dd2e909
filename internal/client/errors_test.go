package client

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/gophercloud/gophercloud/v2"
)

const jsonType, htmlType = "application/json", "text/html; charset=UTF-8"

// quiet is for servers whose clients are to fail.
var quiet = log.New(io.Discard, "", 0)

// refusal is an answer as gophercloud reports it.
func refusal(status int, contentType, body string) gophercloud.ErrUnexpectedResponseCode {
	return gophercloud.ErrUnexpectedResponseCode{
		Method: "GET", URL: "http://manila.invalid/v2/resource-locks?lock_reason=private", Actual: status, Body: []byte(body),
		ResponseHeader: http.Header{"Content-Type": {contentType}, "X-Compute-Request-Id": {"req-1"}},
	}
}

func TestAsAPIError(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status            int
		contentType, body string
		kind, message     string
	}{
		"Manila's bad request": {
			400, jsonType, `{"badRequest": {"code": 400, "message": "No such resource found."}}`,
			"badRequest", "No such resource found.",
		},
		"Manila's forbidden": {
			403, jsonType, `{"forbidden": {"code": 403, "message": "Access was denied to this resource."}}`,
			"forbidden", "Access was denied to this resource.",
		},
		"Manila's not found": {
			404, jsonType, `{"itemNotFound": {"code": 404, "message": " The resource could not be found. "}}`,
			"itemNotFound", "The resource could not be found.",
		},
		"Manila's conflict": {
			409, jsonType, `{"conflictingRequest": {"code": 409, "message": "Resource status not suitable for locking."}}`,
			"conflictingRequest", "Resource status not suitable for locking.",
		},
		"Manila's unknown version": {
			406, jsonType, `{"computeFault": {"code": 406, "message": "Version 2.90 is not supported by the API."}}`,
			"computeFault", "Version 2.90 is not supported by the API.",
		},
		"keystonemiddleware's": {
			401, jsonType, `{"error": {"code": 401, "title": "Unauthorized", "message": "The request you have made ` +
				`requires authentication."}}`,
			"Unauthorized", "The request you have made requires authentication.",
		},
		"Keystone's": {
			403, jsonType, `{"error":{"code":403,"message":"You are not authorized.","title":"Forbidden","identity":{}}}`,
			"Forbidden", "You are not authorized.",
		},
		"an error without a title": {500, jsonType, `{"error": {"message": "Broken."}}`, "error", "Broken."},
		"an HTML page":             {404, htmlType, "<html></html>", "", "the answer is an HTML page, not one of the API"},
		"nothing":                  {503, "", "", "", ""},
		"JSON of another form":     {502, jsonType, `{"message": "no upstream", "code": 502}`, "", ""},
		"JSON that is no object":   {502, jsonType, `["no upstream"]`, "", ""},
		"two faults at once":       {400, jsonType, `{"badRequest": {"message": "A."}, "forbidden": {}}`, "", ""},
		"no fault in the JSON":     {502, jsonType, `{}`, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := &APIError{
				Method: "GET", URL: "http://manila.invalid/v2/resource-locks", Status: tt.status,
				Kind: tt.kind, Message: tt.message, RequestID: "req-1",
			}
			original := refusal(tt.status, tt.contentType, tt.body)
			got, ok := AsAPIError(fmt.Errorf("list: %w", original))
			if !ok {
				t.Fatal("it is no answer of the API")
			}
			if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(APIError{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !gophercloud.ResponseCodeIs(got, tt.status) {
				t.Error("gophercloud's own error is lost")
			}
			if again, ok := AsAPIError(fmt.Errorf("again: %w", got)); !ok || again != got {
				t.Error("an APIError is not found as it is")
			}
		})
	}
}

func TestAPIErrorText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  APIError
		want string
	}{
		"all": {
			APIError{Method: "GET", URL: "http://m/v2", Status: 404, Kind: "itemNotFound", Message: "Gone.", RequestID: "req-1"},
			"GET http://m/v2 answered 404 Not Found (request id req-1): Gone.",
		},
		"the status alone": {APIError{Method: "PUT", URL: "http://m/v2", Status: 502}, "PUT http://m/v2 answered 502 Bad Gateway"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.err.Error(); got != tt.want {
				t.Errorf("text %q, want %q", got, tt.want)
			}
		})
	}
}

func TestClassification(t *testing.T) {
	t.Parallel()
	type kinds struct{ NotFound, Forbidden, Conflict, BadRequest, Unauthorized, AnswerLost bool }
	unauthorized := refusal(401, jsonType, `{"error": {"code": 401, "title": "Unauthorized", "message": "Who?"}}`)
	gone := refusal(404, jsonType, `{"itemNotFound": {"code": 404, "message": "Gone."}}`)
	lost := &ConnectionError{Method: "POST", URL: "http://m", Err: errors.New("connection reset by peer")}
	tests := map[string]struct {
		err  error
		want kinds
	}{
		"nothing":         {nil, kinds{}},
		"any other error": {errors.New("404"), kinds{}},
		"Manila's 404":    {gone, kinds{NotFound: true}},
		"Keystone's 404": {
			refusal(404, jsonType, `{"error": {"code": 404, "title": "Not Found"}}`), kinds{NotFound: true},
		},
		"404 of a web server":     {refusal(404, htmlType, "<html></html>"), kinds{}},
		"404 without a body":      {refusal(404, "", ""), kinds{}},
		"404 of a router":         {refusal(404, jsonType, `{"error_msg": "404 Route Not Found"}`), kinds{}},
		"404 of an API gateway":   {refusal(404, jsonType, `{"fault": {"code": 404, "message": "Not Found"}}`), kinds{}},
		"404 of a Google gateway": {refusal(404, jsonType, `{"error": {"code": 404, "message": "Not Found"}}`), kinds{}},
		"itemNotFound with a 400": {refusal(400, jsonType, `{"itemNotFound": {"code": 400}}`), kinds{BadRequest: true}},
		"401":                     {unauthorized, kinds{Unauthorized: true}},
		"403":                     {refusal(403, "", ""), kinds{Forbidden: true}},
		"409":                     {refusal(409, "", ""), kinds{Conflict: true}},
		"429":                     {refusal(429, "", ""), kinds{}},
		"500":                     {refusal(500, "", ""), kinds{AnswerLost: true}},
		"501":                     {refusal(501, "", ""), kinds{AnswerLost: true}},
		"502":                     {refusal(502, "", ""), kinds{AnswerLost: true}},
		"503":                     {refusal(503, "", ""), kinds{AnswerLost: true}},
		"504":                     {refusal(504, "", ""), kinds{AnswerLost: true}},
		"cut connection":          {fmt.Errorf("Post: %w", lost), kinds{AnswerLost: true}},
		"refused connection":      {&ConnectionError{Err: refusedDial}, kinds{}},
		"unknown host":            {&ConnectionError{Err: unknownHost}, kinds{}},
		"bad certificate":         {&ConnectionError{Err: badTLS}, kinds{}},
		"renewal refused": {
			&gophercloud.ErrUnableToReauthenticate{ErrOriginal: unauthorized, ErrReauth: refusal(403, "", "")},
			kinds{Forbidden: true},
		},
		"renewal without an answer: the request itself was refused": {
			&gophercloud.ErrUnableToReauthenticate{ErrOriginal: unauthorized, ErrReauth: lost}, kinds{},
		},
		"refused after renewal": {&gophercloud.ErrErrorAfterReauthentication{ErrOriginal: gone}, kinds{NotFound: true}},
		"cut after renewal":     {&gophercloud.ErrErrorAfterReauthentication{ErrOriginal: lost}, kinds{AnswerLost: true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := kinds{
				IsNotFound(tt.err), IsForbidden(tt.err), IsConflict(tt.err), IsBadRequest(tt.err),
				IsUnauthorized(tt.err), IsAnswerLost(tt.err),
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestRealConnectionFailures holds what is believed of Go's network errors to the real ones.
func TestRealConnectionFailures(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = quiet
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	cut := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(cut.Close)

	tests := map[string]struct {
		url                               string
		neverSent, permanent, maybeWorked bool
	}{
		"refused connection": {closed.URL, true, false, false},
		"bad certificate":    {untrusted.URL, true, true, false},
		"cut":                {cut.URL, false, false, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tt.url, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := newTransport(TransportConfig{RequestTimeout: DefaultRequestTimeout}, nil).RoundTrip(req)
			if err == nil {
				t.Fatal("no error, answer", resp.Body.Close())
			}
			if neverSent(err) != tt.neverSent || isPermanent(err) != tt.permanent || IsAnswerLost(err) != tt.maybeWorked {
				t.Errorf("never sent %t, permanent %t, answer lost %t of %v; want %t, %t, %t", neverSent(err), isPermanent(err),
					IsAnswerLost(err), err, tt.neverSent, tt.permanent, tt.maybeWorked)
			}
		})
	}
}

func TestTemporaryNameServerFailure(t *testing.T) {
	t.Parallel()
	if isPermanent(slowDNS) || !isPermanent(&ConnectionError{Err: unknownHost}) {
		t.Error("a name server that is slow will answer later, one that knows no such host will not")
	}
	if isPermanent(&net.OpError{Op: "read", Err: errors.New("reset")}) {
		t.Error("a reset connection is no lasting failure")
	}
}
