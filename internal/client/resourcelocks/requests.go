package resourcelocks

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gophercloud/gophercloud/v2"
)

// MaxLimit is the largest limit that Manila honours unless it was configured
// otherwise (osapi_max_limit). A larger one is cut to it without a word.
const MaxLimit = 1000

// CreateOpts are the attributes of a new lock.
type CreateOpts struct {
	ResourceID string `json:"resource_id"`
	// ResourceType is always sent: the documented default ends in a 500.
	ResourceType   ResourceType   `json:"resource_type"`
	ResourceAction ResourceAction `json:"resource_action,omitempty"`
	// Reason is nil for none.
	Reason *string `json:"lock_reason,omitempty"`
}

// Create makes a lock. Manila takes the same lock any number of times, so a
// Create whose answer was lost must not be sent again before a look. An answer
// that is no lock is an *AnswerError; whether it is the one that was asked for, CreateOpts.Describes says.
func Create(ctx context.Context, client *gophercloud.ServiceClient, opts CreateOpts) (*Lock, error) {
	body := struct {
		ResourceLock CreateOpts `json:"resource_lock"`
	}{opts}
	return readLock(client.Post(ctx, collectionURL(client), body, nil, accept(http.StatusOK, http.StatusCreated)))
}

// Get reads a lock. Only users with a role in the lock's project see it, and
// admins; for others it is not found.
func Get(ctx context.Context, client *gophercloud.ServiceClient, id string) (*Lock, error) {
	return readLockOf(id)(client.Get(ctx, lockURL(client, id), nil, accept(http.StatusOK)))
}

// SetReason changes or, with nil, clears the reason of a lock. Nothing else is
// sent: Manila refuses fields that cannot change even when they are the same, and
// a null action would leave a lock that can no longer be read.
func SetReason(ctx context.Context, client *gophercloud.ServiceClient, id string, reason *string) (*Lock, error) {
	body := map[string]any{"resource_lock": map[string]any{"lock_reason": reason}}
	return readLockOf(id)(client.Put(ctx, lockURL(client, id), body, nil, accept(http.StatusOK)))
}

// Delete lifts a lock.
func Delete(ctx context.Context, client *gophercloud.ServiceClient, id string) error {
	_, err := client.Delete(ctx, lockURL(client, id), &gophercloud.RequestOpts{OkCodes: []int{http.StatusNoContent}})
	return err
}

// ListOpts are the filters of a List. What is empty or nil is not sent. Manila
// ignores filters that it does not know, so the results need a check.
type ListOpts struct {
	ResourceID     string
	ResourceType   ResourceType
	ResourceAction ResourceAction
	UserID         string
	ProjectID      string
	// AllProjects is ignored by the server for all but admins and services.
	AllProjects bool
	Context     Context
	// CreatedSince and CreatedBefore are both inclusive.
	CreatedSince, CreatedBefore time.Time
	// Reason is exact, on MySQL without case.
	Reason string
	// ReasonContains is a part of the reason, on MySQL without case; "%" stands for
	// anything.
	ReasonContains string
	// SortKey is a column of the table of locks, SortDir "asc" or "desc". The default
	// is created_at, desc.
	SortKey, SortDir string
	// Limit is at most MaxLimit; 0 is no limit: all locks in one answer.
	Limit  int64
	Offset int64
	// WithCount asks for the number of all that match.
	WithCount bool
}

func (o ListOpts) query() string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("resource_id", o.ResourceID)
	set("resource_type", string(o.ResourceType))
	set("resource_action", string(o.ResourceAction))
	set("user_id", o.UserID)
	set("project_id", o.ProjectID)
	set("lock_context", string(o.Context))
	set("created_since", formatTime(o.CreatedSince))
	set("created_before", formatTime(o.CreatedBefore))
	set("lock_reason", o.Reason)
	set("lock_reason~", o.ReasonContains)
	set("sort_key", o.SortKey)
	set("sort_dir", o.SortDir)
	// Any value is true for the server, "false" too.
	if o.AllProjects {
		q.Set("all_projects", "1")
	}
	if o.Limit > 0 {
		q.Set("limit", strconv.FormatInt(o.Limit, 10))
	}
	if o.Offset > 0 {
		q.Set("offset", strconv.FormatInt(o.Offset, 10))
	}
	if o.WithCount {
		q.Set("with_count", "true")
	}
	return q.Encode()
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000")
}

// List reads one page of locks, newest first unless sorted otherwise: those of the
// token's project. The server's links to a next page are not followed: their
// marker is ignored, and they lead to the same page for ever.
func List(ctx context.Context, client *gophercloud.ServiceClient, opts ListOpts) (*Page, error) {
	address := collectionURL(client)
	if query := opts.query(); query != "" {
		address += "?" + query
	}
	return readPage(client.Get(ctx, address, nil, accept(http.StatusOK)))
}

func accept(statuses ...int) *gophercloud.RequestOpts {
	return &gophercloud.RequestOpts{OkCodes: statuses, KeepResponseBody: true}
}
