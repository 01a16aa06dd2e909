package openstack

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// share is a share as far as locking needs it. There is no back end behind it: a share is available as soon as it is
// made, and gone as soon as it is deleted.
type share struct {
	id, name, description string
	userID, projectID     string
	protocol, status      string
	size                  any
	public, softDeleted   bool
	createdAt             time.Time
	updatedAt             time.Time
}

func (m *ShareService) installShares() {
	start := minMicroversion
	m.route("GET", "/types", start, m.listShareTypes)
	m.route("GET", "/types/{id}", start, m.showShareType)
	m.route("GET", "/shares", start, m.listShares(false))
	m.route("GET", "/shares/detail", start, m.listShares(true))
	m.route("POST", "/shares", start, m.createShare)
	m.route("GET", "/shares/{id}", start, m.showShare)
	m.route("PUT", "/shares/{id}", start, m.updateShare)
	m.route("DELETE", "/shares/{id}", start, m.deleteShare)
	m.route("POST", "/shares/{id}/action", start, m.shareAction)
	m.route("GET", "/shares/{id}/export_locations", microversion{2, 9}, m.listExportLocations)
}

func (m *ShareService) findShare(id string) *share {
	for _, sh := range m.shares {
		if strings.EqualFold(sh.id, id) {
			return sh
		}
	}
	return nil
}

// visibleShare finds a share that the caller may see: of the token's project or public, for admin all.
func (m *ShareService) visibleShare(c caller, id string) (*share, error) {
	if !c.may("reader") {
		return nil, errAccessDenied
	}
	sh := m.findShare(id)
	if sh == nil || !c.isAdmin() && sh.projectID != c.projectID && !sh.public {
		return nil, errNoResource
	}
	return sh, nil
}

// ownShare finds a share that the caller may change.
func (m *ShareService) ownShare(c caller, id string) (*share, error) {
	if !c.may("member") {
		return nil, errAccessDenied
	}
	sh, err := m.visibleShare(c, id)
	if err != nil {
		return nil, err
	}
	if !c.isAdmin() && sh.projectID != c.projectID {
		return nil, errAccessDenied
	}
	return sh, nil
}

func (m *ShareService) createShare(call *manilaCall) (manilaAnswer, error) {
	if !call.caller.may("member") {
		return manilaAnswer{}, errAccessDenied
	}
	body, _ := call.body.(object)
	if _, ok := body.get("share"); !ok {
		return manilaAnswer{}, errUnprocessable
	}
	wanted := body.child("share")
	size, sized := wanted.get("size")
	if _, ok := wanted.get("share_proto"); !ok || !sized {
		return manilaAnswer{}, errInternal // the controller reads both keys without a look
	}
	public, _ := wanted.get("is_public")
	sh := &share{
		id: core.NewUUID(), name: wanted.text("name"), description: wanted.text("description"), size: size,
		userID: call.caller.userID, projectID: call.caller.projectID, public: public == true,
		protocol: strings.ToUpper(wanted.text("share_proto")), status: "creating", createdAt: m.cloud.Now(),
	}
	m.shares = append(m.shares, sh)
	answer := object{{"share", m.shareBody(call, sh)}}
	sh.status = "available"
	return okAnswer(answer)
}

// listShares lists the project's shares, newest first; all_tenants shows admin those of all.
func (m *ShareService) listShares(detail bool) manilaHandler {
	return func(call *manilaCall) (manilaAnswer, error) {
		if !call.caller.may("reader") {
			return manilaAnswer{}, errAccessDenied
		}
		query := call.query()
		for _, name := range []string{"limit", "offset"} {
			if _, err := strconv.ParseUint(query.Get(name), 10, 31); query.Has(name) && err != nil {
				return manilaAnswer{}, badRequest(name + " param must be an integer")
			}
		}
		found := []*share{}
		for _, sh := range slices.Backward(m.shares) {
			if sh.listedFor(call.caller, query) && sh.matches(query) {
				found = append(found, sh)
			}
		}
		list := []any{}
		for _, sh := range cutPage(found, query, m.cloud.config.maxLimit) {
			if detail {
				list = append(list, m.shareBody(call, sh))
			} else {
				list = append(list, object{{"id", sh.id}, {"name", sh.name}, {"links", call.links("shares", sh.id)}})
			}
		}
		body := object{{"shares", list}}
		if isTrue(query.Get("with_count")) {
			body = append(body, member{"count", len(found)})
		}
		return okAnswer(body)
	}
}

// listedFor reports whether a list of the caller's has the share. Public shares of others come with is_public alone.
func (sh *share) listedFor(c caller, query url.Values) bool {
	return sh.projectID == c.projectID || sh.public && isTrue(query.Get("is_public")) ||
		c.isAdmin() && isTrue(query.Get("all_tenants"))
}

// matches applies the filters that are known here; empty ones do not count.
func (sh *share) matches(query url.Values) bool {
	name := query.Get("name")
	if name == "" {
		name = query.Get("display_name")
	}
	return (name == "" || name == sh.name) &&
		strings.Contains(sh.name, query.Get("name~")) &&
		(query.Get("status") == "" || query.Get("status") == sh.status) &&
		sh.softDeleted == isTrue(query.Get("is_soft_deleted"))
}

func (m *ShareService) showShare(call *manilaCall) (manilaAnswer, error) {
	sh, err := m.visibleShare(call.caller, call.r.PathValue("id"))
	if err != nil {
		return manilaAnswer{}, err
	}
	return okAnswer(object{{"share", m.shareBody(call, sh)}})
}

func (m *ShareService) updateShare(call *manilaCall) (manilaAnswer, error) {
	sh, err := m.ownShare(call.caller, call.r.PathValue("id"))
	if err != nil {
		return manilaAnswer{}, err
	}
	body, _ := call.body.(object)
	if _, ok := body.get("share"); !ok {
		return manilaAnswer{}, errUnprocessable
	}
	changes := body.child("share")
	for _, name := range []string{"name", "display_name"} {
		if _, ok := changes.get(name); ok {
			sh.name = changes.text(name)
		}
	}
	for _, name := range []string{"description", "display_description"} {
		if _, ok := changes.get(name); ok {
			sh.description = changes.text(name)
		}
	}
	sh.updatedAt = m.cloud.Now()
	return okAnswer(object{{"share", m.shareBody(call, sh)}})
}

// deleteShare refuses a locked share with 403, at any microversion, and takes the locks of the share's rules along
// (20.0.0, share/api.py, delete).
func (m *ShareService) deleteShare(call *manilaCall) (manilaAnswer, error) {
	sh, err := m.ownShare(call.caller, call.r.PathValue("id"))
	if err != nil {
		return manilaAnswer{}, err
	}
	if err := m.lockedError(kindForbidden, sh); err != nil {
		return manilaAnswer{}, err
	}
	if !slices.Contains([]string{"available", "error", "inactive"}, sh.status) {
		return manilaAnswer{}, manilaError{
			kindForbidden,
			"Invalid share: Share status must be one of ('available', 'error', 'inactive').",
		}
	}
	m.removeShare(sh)
	return manilaAnswer{status: http.StatusAccepted}, nil
}

func (m *ShareService) lockedError(kind errorKind, sh *share) error {
	if ids := m.lockIDs("share", sh.id, "delete"); len(ids) > 0 {
		return manilaError{kind, "Resource lock/s [" + strings.Join(ids, ", ") + "] prevent delete action."}
	}
	return nil
}

func (m *ShareService) removeShare(sh *share) {
	for _, rule := range slices.Clone(m.rules) {
		if rule.share == sh {
			m.removeRule(rule)
		}
	}
	m.shares = slices.DeleteFunc(m.shares, func(other *share) bool { return other == sh })
}

// shareAction is POST /shares/{id}/action: one key says what to do. Before 2.7 the keys began with "os-".
func (m *ShareService) shareAction(call *manilaCall) (manilaAnswer, error) {
	if !call.hasBody {
		return manilaAnswer{}, badRequest("There is no such action: None")
	}
	body, _ := call.body.(object)
	if len(body) != 1 {
		return manilaAnswer{}, badRequest("Malformed request body")
	}
	name, arguments := body[0].Name, body.child(body[0].Name)
	action, ok := map[string]func(*manilaCall, *share, object) (manilaAnswer, error){
		"allow_access": m.allowAccess, "deny_access": m.denyAccess, "access_list": m.listAccessOld,
		"force_delete": m.forceDelete, "soft_delete": m.softDelete, "unmanage": m.unmanage,
		"restore": m.restore, "extend": m.extend, "reset_status": m.resetStatus,
	}[name]
	if !ok {
		return manilaAnswer{}, badRequest("There is no such action: " + name)
	}
	sh, err := m.ownShare(call.caller, call.r.PathValue("id"))
	if errors.Is(err, errNoResource) {
		err = manilaError{kindNotFound, "Resource could not be found."}
	}
	if err != nil {
		return manilaAnswer{}, err
	}
	adminOnly := slices.Contains([]string{"force_delete", "unmanage", "reset_status"}, name)
	if adminOnly && !call.caller.isAdmin() {
		return manilaAnswer{}, errAccessDenied
	}
	return action(call, sh, arguments)
}

var accepted = manilaAnswer{status: http.StatusAccepted}

// forceDelete answers 400 where the others answer 403.
func (m *ShareService) forceDelete(_ *manilaCall, sh *share, _ object) (manilaAnswer, error) {
	if err := m.lockedError(kindBadRequest, sh); err != nil {
		return manilaAnswer{}, err
	}
	m.removeShare(sh)
	return accepted, nil
}

func (m *ShareService) unmanage(_ *manilaCall, sh *share, _ object) (manilaAnswer, error) {
	if err := m.lockedError(kindForbidden, sh); err != nil {
		return manilaAnswer{}, err
	}
	m.removeShare(sh)
	return accepted, nil
}

func (m *ShareService) softDelete(call *manilaCall, sh *share, _ object) (manilaAnswer, error) {
	if call.version.less(microversion{2, 69}) {
		return manilaAnswer{}, errNoResource
	}
	if err := m.lockedError(kindForbidden, sh); err != nil {
		return manilaAnswer{}, err
	}
	sh.softDeleted = true
	return accepted, nil
}

func (m *ShareService) restore(call *manilaCall, sh *share, _ object) (manilaAnswer, error) {
	if call.version.less(microversion{2, 69}) {
		return manilaAnswer{}, errNoResource
	}
	sh.softDeleted = false
	return accepted, nil
}

func (m *ShareService) extend(_ *manilaCall, sh *share, arguments object) (manilaAnswer, error) {
	if sh.status != "available" {
		return manilaAnswer{}, badRequest(fmt.Sprintf("Invalid share: Share %s status must be 'available' to extend, "+
			"but current status is: %s.", sh.id, sh.status))
	}
	sh.size, _ = arguments.get("new_size")
	return accepted, nil
}

func (m *ShareService) resetStatus(_ *manilaCall, sh *share, arguments object) (manilaAnswer, error) {
	sh.status = arguments.text("status")
	return accepted, nil
}
