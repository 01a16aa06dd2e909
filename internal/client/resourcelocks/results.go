package resourcelocks

import (
	"encoding/json"
	"fmt"
	"time"
)

// ResourceType is what kind of resource is locked.
type ResourceType string

// The resource types that Manila 17.0.0 to 22.0.0 can lock.
const (
	TypeShare      ResourceType = "share"
	TypeAccessRule ResourceType = "access_rule"
)

// ResourceAction is what a lock prevents.
type ResourceAction string

// The actions that Manila 17.0.0 to 22.0.0 can lock. Show is for access rules alone.
const (
	ActionDelete ResourceAction = "delete"
	ActionShow   ResourceAction = "show"
)

// Context is with what right a lock was made, and so who may lift it.
type Context string

// The lock contexts.
const (
	ContextUser    Context = "user"
	ContextAdmin   Context = "admin"
	ContextService Context = "service"
)

// MaxReasonLength is the longest lock_reason that Manila takes, in characters.
const MaxReasonLength = 1023

// Lock is a resource lock.
type Lock struct {
	ID string
	// UserID and ProjectID are of the token that made the lock, not of the resource.
	UserID, ProjectID string
	Context           Context
	ResourceType      ResourceType
	// ResourceID is a UUID as its creator wrote it: Manila compares without case.
	ResourceID string
	// ResourceAction is empty for a lock that somebody set to no action.
	ResourceAction ResourceAction
	// Reason is nil if none was given, which is not the same as an empty one.
	Reason    *string
	CreatedAt time.Time
	// UpdatedAt is nil for a lock that was never changed.
	UpdatedAt *time.Time
}

// wireTime is the form of Manila's times: UTC, microseconds, no zone.
const wireTime = "2006-01-02T15:04:05.999999"

// parseTime also takes a time with a zone, as some proxies write it.
func parseTime(text string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at.UTC(), nil
	}
	return time.Parse(wireTime, text)
}

// UnmarshalJSON implements json.Unmarshaler. The links are left out: up to Manila
// 21 they point to a path that does not exist.
func (l *Lock) UnmarshalJSON(data []byte) error {
	var wire struct {
		ID             string         `json:"id"`
		UserID         string         `json:"user_id"`
		ProjectID      string         `json:"project_id"`
		LockContext    Context        `json:"lock_context"`
		ResourceType   ResourceType   `json:"resource_type"`
		ResourceID     string         `json:"resource_id"`
		ResourceAction ResourceAction `json:"resource_action"`
		LockReason     *string        `json:"lock_reason"`
		CreatedAt      string         `json:"created_at"`
		UpdatedAt      *string        `json:"updated_at"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*l = Lock{
		ID: wire.ID, UserID: wire.UserID, ProjectID: wire.ProjectID, Context: wire.LockContext,
		ResourceType: wire.ResourceType, ResourceID: wire.ResourceID, ResourceAction: wire.ResourceAction,
		Reason: wire.LockReason,
	}
	var err error
	if l.CreatedAt, err = parseTime(wire.CreatedAt); err != nil {
		return fmt.Errorf("created_at of resource lock %s: %w", wire.ID, err)
	}
	if wire.UpdatedAt != nil {
		updated, err := parseTime(*wire.UpdatedAt)
		if err != nil {
			return fmt.Errorf("updated_at of resource lock %s: %w", wire.ID, err)
		}
		l.UpdatedAt = &updated
	}
	return nil
}

// Page is the answer to a List.
type Page struct {
	Locks []Lock `json:"resource_locks"`
	// Count is of all locks that match, whatever the limit; nil unless it was asked
	// for, and also nil when it is 0.
	Count *int64 `json:"count"`
}
