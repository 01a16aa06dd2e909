package openstack

import (
	"bytes"
	"io"
	"net/http"
)

// maxRequestBody is max_request_body_size of oslo.middleware, in bytes, as both services have it by default.
const maxRequestBody = 114688

const tooLargePage = `<html>
 <head>
  <title>413 Request Entity Too Large</title>
 </head>
 <body>
  <h1>413 Request Entity Too Large</h1>
  Request is too large. Larger than max_request_body_size (114688).<br /><br />



 </body>
</html>`

// refuseLarge answers a body that is too large, before anybody asks for a token, and says whether it was.
func refuseLarge(w http.ResponseWriter, r *http.Request) bool {
	raw, _ := io.ReadAll(r.Body) // a buffer
	r.Body = io.NopCloser(bytes.NewReader(raw))
	if len(raw) <= maxRequestBody {
		return false
	}
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(http.StatusRequestEntityTooLarge)
	_, _ = io.WriteString(w, tooLargePage)
	return true
}
