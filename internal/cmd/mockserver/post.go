package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// post sends a control request to the server that $MOCKSERVER_URL names, as from a provisioner of a module's test. An
// empty body is that of $MOCKSERVER_BODY.
func (p program) post(ctx context.Context, path, body string) error {
	url := p.variable("MOCKSERVER_URL")
	if url == "" {
		return errors.New("-post needs MOCKSERVER_URL, which is set for the command that mockserver runs")
	}
	if body == "" {
		body = p.variable("MOCKSERVER_BODY")
	}
	url += "/_mock/" + strings.TrimPrefix(path, "/")
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("POST /_mock/%s: %s: %s", path, resp.Status, strings.TrimSpace(string(answer)))
	}
	_, err = p.out.Write(answer)
	return err
}

// variable is an environment variable, "" if it is not set.
func (p program) variable(name string) string {
	for _, entry := range p.environ {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}
