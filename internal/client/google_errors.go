package client

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strings"
)

// googleFault is the error of a Google API, google.rpc.Status in JSON. Each detail
// has fields of its own type, of which those that matter are here.
type googleFault struct {
	Error struct {
		Message string `json:"message"`
		Status  string `json:"status"`
		Details []struct {
			RequestID  string `json:"requestId"` // RequestInfo
			Violations []struct {
				Type string `json:"type"`
			} `json:"violations"` // PreconditionFailure
			Reason   string `json:"reason"` // ErrorInfo
			Metadata struct {
				Permission string `json:"permission"`
			} `json:"metadata"` // ErrorInfo
		} `json:"details"`
	} `json:"error"`
}

func fromGoogle(resp *http.Response, body []byte, hide *strings.Replacer) *APIError {
	e := &APIError{
		Method: resp.Request.Method, URL: redactKey(resp.Request.URL), Status: resp.StatusCode,
		RequestID: requestID(resp.Header),
	}
	var fault googleFault
	if json.Unmarshal(body, &fault) != nil {
		e.Message = describeForeignBody(resp.Header.Get("Content-Type"))
		return e
	}
	e.Kind, e.Message = fault.Error.Status, strings.TrimSpace(fault.Error.Message)
	if hide != nil {
		e.Message = hide.Replace(e.Message)
	}
	for _, detail := range fault.Error.Details {
		e.RequestID = cmp.Or(detail.RequestID, e.RequestID)
		e.Permission = cmp.Or(detail.Metadata.Permission, e.Permission)
		e.Reason = cmp.Or(e.Reason, detail.Reason)
		for _, violation := range detail.Violations {
			e.Violation = cmp.Or(e.Violation, violation.Type)
		}
	}
	return e
}
