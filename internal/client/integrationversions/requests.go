package integrationversions

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// Caller sends requests to the Application Integration API.
type Caller interface {
	// Call sends a request and reads the answer into answer.
	Call(ctx context.Context, req Request, answer any) error
}

// Request is one request to the Application Integration API.
type Request struct {
	Method string
	// APIVersion is the first segment of the address: v1 for names with products/…,
	// v1alpha for names without.
	APIVersion string
	// Path is below the API's version, with each segment escaped.
	Path  string
	Query url.Values
	// Body is sent as JSON; nil: there is none.
	Body any
	// Repeatable says of a POST that sending it twice does the same as once.
	Repeatable bool
}

// MaxPageSize is the most versions that the service puts into one page.
const MaxPageSize = 1000

// ErrNoPermission is the error of a list that the service answers with nothing but
// that the user may not see it.
var ErrNoPermission = errors.New("no permission to list the versions of the integration")

// maxPages bounds a list: no integration has as many versions.
const maxPages = 1000

// Get reads a version, also one that was deleted. An answer that is not that version
// is an *AnswerError.
func Get(ctx context.Context, c Caller, name Name) (*Version, error) {
	var answer *versionJSON
	req := Request{Method: http.MethodGet, APIVersion: name.apiVersion(), Path: name.path()}
	if err := c.Call(ctx, req, &answer); err != nil {
		return nil, err
	}
	asked := "version " + name.String()
	version, err := answer.of(name, asked)
	if err == nil && version.ID != name.Version {
		return nil, &AnswerError{asked, fmt.Sprintf("%q is another version", version.Name)}
	}
	return version, err
}

// ListOpts say which versions List finds, and how.
type ListOpts struct {
	// Filter is in the API's language, such as state=DRAFT. Empty: all versions.
	Filter string
	// OrderBy is last_modified_time, created_time or snapshot_number, which begin with
	// the newest, or name, from a to z. Empty: the service's choice.
	OrderBy string
	// PageSize is the number of versions in a page, up to MaxPageSize. Zero: the
	// service's choice.
	PageSize int
}

// List calls use with each version that matches until it says false, page after
// page. An integration that does not exist has no versions. The error is
// ErrNoPermission where the service says so in a successful answer, and an
// *AnswerError where it answers something else than versions of the integration.
func List(ctx context.Context, c Caller, integration Name, opts ListOpts, use func(Version) bool) error {
	asked := "versions of integration " + integration.OfIntegration().String()
	query := opts.query()
	for range maxPages {
		page, err := listPage(ctx, c, integration, query, asked)
		if err != nil {
			return err
		}
		for _, found := range page.IntegrationVersions {
			version, err := found.of(integration, asked)
			if err != nil {
				return err
			}
			if !use(*version) {
				return nil
			}
		}
		switch page.NextPageToken {
		case "":
			return nil
		case query.Get("pageToken"):
			return &AnswerError{asked, "each page names itself as the next one"}
		}
		query.Set("pageToken", page.NextPageToken)
	}
	return &AnswerError{asked, fmt.Sprintf("the list does not end after %d pages", maxPages)}
}

func (o ListOpts) query() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{"filter": o.Filter, "orderBy": o.OrderBy} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if o.PageSize > 0 {
		query.Set("pageSize", strconv.Itoa(o.PageSize))
	}
	return query
}

func listPage(ctx context.Context, c Caller, integration Name, query url.Values, asked string) (*listJSON, error) {
	var page *listJSON
	err := c.Call(ctx, Request{
		Method: http.MethodGet, APIVersion: integration.apiVersion(), Path: integration.versionsPath(), Query: query,
	}, &page)
	switch {
	case err != nil:
		return nil, err
	case page == nil:
		return nil, &AnswerError{asked, "the answer is null"}
	case page.NoPermission && len(page.IntegrationVersions) == 0:
		return nil, ErrNoPermission
	}
	return page, nil
}

// TakeOver takes the edit lock of a draft that somebody holds, and answers the new
// draft: the version of the name becomes a snapshot. Each call makes a version and
// sends both users an e-mail, so it is never sent twice: after an answer that was
// lost, look whether there is a new draft. An answer that is not another, locked draft
// of the same integration is an *AnswerError, and lost in this sense.
func TakeOver(ctx context.Context, c Caller, name Name) (*Version, error) {
	var answer *takeoverJSON
	req := Request{Method: http.MethodPost, APIVersion: name.apiVersion(), Path: name.takeoverPath()}
	if err := c.Call(ctx, req, &answer); err != nil {
		return nil, err
	}
	if answer == nil {
		answer = &takeoverJSON{}
	}
	asked := "the new draft of integration " + name.OfIntegration().String()
	version, err := answer.IntegrationVersion.of(name, asked)
	if err != nil {
		return nil, err
	}
	if version.ID == name.Version || version.State != StateDraft || version.LockHolder == "" {
		return nil, &AnswerError{asked, fmt.Sprintf("%q is no new, locked draft", version.Name)}
	}
	return version, nil
}
