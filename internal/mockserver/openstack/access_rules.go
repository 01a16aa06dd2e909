package openstack

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// accessRule is a rule that lets a client at a share. It is active as soon as it is made.
type accessRule struct {
	id                   string
	share                *share
	kind, to, level      string
	state                string
	createdAt, updatedAt time.Time
}

var (
	accessMetadataSince = microversion{2, 45}
	restrictionsSince   = microversion{2, 82}
)

func (m *ShareService) installAccessRules() {
	m.route("GET", "/share-access-rules", accessMetadataSince, m.listAccess)
	m.route("GET", "/share-access-rules/{id}", accessMetadataSince, m.showAccess)
}

func (m *ShareService) findRule(id string) *accessRule {
	for _, rule := range m.rules {
		if strings.EqualFold(rule.id, id) {
			return rule
		}
	}
	return nil
}

// removeRule takes the rule's locks with it.
func (m *ShareService) removeRule(rule *accessRule) {
	m.rules = slices.DeleteFunc(m.rules, func(other *accessRule) bool { return other == rule })
	m.dropLocks(func(l *Lock) bool {
		return l.ResourceType == "access_rule" && strings.EqualFold(l.ResourceID, rule.id)
	})
}

func (m *ShareService) showAccess(call *manilaCall) (manilaAnswer, error) {
	id := call.r.PathValue("id")
	rule := m.findRule(id)
	if rule == nil {
		return manilaAnswer{}, manilaError{kindNotFound, "Share access rule " + id + " not found."}
	}
	if _, err := m.visibleShare(call.caller, rule.share.id); err != nil {
		if errors.Is(err, errNoResource) {
			err = manilaError{kindNotFound, "Share access rule " + id + " not found."}
		}
		return manilaAnswer{}, err
	}
	body := m.accessBody(call, rule)
	body = slices.Insert(body, 1, member{"share_id", rule.share.id})
	return okAnswer(object{{"access", body}})
}

func (m *ShareService) listAccess(call *manilaCall) (manilaAnswer, error) {
	id := call.query().Get("share_id")
	if id == "" {
		return manilaAnswer{}, badRequest("The field 'share_id' has to be specified.")
	}
	sh, err := m.visibleShare(call.caller, id)
	if err != nil {
		return manilaAnswer{}, badRequest("Share " + id + " not found.")
	}
	return okAnswer(object{{"access_list", m.accessBodies(call, sh)}})
}

// listAccessOld is the action "access_list", gone since 2.45.
func (m *ShareService) listAccessOld(call *manilaCall, sh *share, _ object) (manilaAnswer, error) {
	if !call.version.less(accessMetadataSince) {
		return manilaAnswer{}, errNoResource
	}
	return okAnswer(object{{"access_list", m.accessBodies(call, sh)}})
}

func (m *ShareService) accessBodies(call *manilaCall, sh *share) []any {
	list := []any{}
	for _, rule := range m.rules {
		if rule.share == sh {
			list = append(list, m.accessBody(call, rule))
		}
	}
	return list
}

// accessBody shows a rule, to whom a visibility lock hides it without its address and key (20.0.0, lock/api.py,
// access_is_restricted).
func (m *ShareService) accessBody(call *manilaCall, rule *accessRule) object {
	to, key := any(rule.to), any(nil)
	for _, l := range m.locks {
		hides := l.locks("access_rule", rule.id, "show")
		if hides && mayManipulate(call.caller, l, "bypass_locked_show_action") != nil {
			to, key = "******", "******"
		}
	}
	var updated any
	if !rule.updatedAt.IsZero() {
		updated = stamp(rule.updatedAt)
	}
	body := object{
		{"id", rule.id},
		{"access_level", rule.level},
		{"access_to", to},
		{"access_type", rule.kind},
		{"state", rule.state},
		{"access_key", key},
		{"created_at", stamp(rule.createdAt)},
		{"updated_at", updated},
	}
	if !call.version.less(accessMetadataSince) {
		body = append(body, member{"metadata", object{}})
	}
	return body
}

// allowAccess makes a rule and, from 2.82 on, the locks that it asks for.
func (m *ShareService) allowAccess(call *manilaCall, sh *share, arguments object) (manilaAnswer, error) {
	if sh.softDeleted {
		return manilaAnswer{}, manilaError{kindForbidden, fmt.Sprintf(
			"Cannot allow access for share '%s' since it has been soft deleted.", sh.id)}
	}
	rule := &accessRule{
		id: core.NewUUID(), share: sh, kind: arguments.text("access_type"), to: arguments.text("access_to"),
		level: arguments.text("access_level"), state: "queued_to_apply", createdAt: m.cloud.Now(),
	}
	if rule.level == "" {
		rule.level = "rw"
	}
	if err := m.checkRule(rule); err != nil {
		return manilaAnswer{}, err
	}
	deletion, _ := arguments.get("lock_deletion")
	visibility, _ := arguments.get("lock_visibility")
	if !isSet(deletion) && !isSet(visibility) && arguments.text("lock_reason") != "" {
		return manilaAnswer{}, badRequest("Lock reason can only be specified when locking the visibility or the " +
			"deletion of an access rule.")
	}
	m.rules = append(m.rules, rule)
	if !call.version.less(restrictionsSince) {
		if err := m.restrict(call.caller, rule, arguments); err != nil {
			return manilaAnswer{}, err
		}
	}
	body := slices.Insert(m.accessBody(call, rule), 1, member{"share_id", sh.id})
	rule.state, rule.updatedAt = "active", m.cloud.Now()
	return okAnswer(object{{"access", body}})
}

func (m *ShareService) checkRule(rule *accessRule) error {
	if !slices.Contains([]string{"ip", "user", "cert", "cephx"}, rule.kind) {
		return badRequest("Only ip, user, cert or cephx access type are supported.")
	}
	_, addrErr := netip.ParseAddr(rule.to)
	_, prefixErr := netip.ParsePrefix(rule.to)
	if rule.kind == "ip" && addrErr != nil && prefixErr != nil {
		return badRequest(pythonQuote(rule.to) + " does not appear to be an IPv4 or IPv6 network")
	}
	for _, other := range m.rules {
		if other.share == rule.share && other.kind == rule.kind && other.to == rule.to {
			return badRequest(fmt.Sprintf("Share access %s:%s exists.", rule.kind, rule.to))
		}
	}
	return nil
}

// restrict makes up to three locks: a deletion lock comes with one of the share (20.0.0, api/v1/shares.py,
// _create_access_locks).
func (m *ShareService) restrict(c caller, rule *accessRule, arguments object) error {
	visibility, _ := arguments.get("lock_visibility")
	deletion, _ := arguments.get("lock_deletion")
	lock := func(kind, id, action string, reason *string) (*Lock, error) {
		return m.lockResource(c, Lock{ResourceType: kind, ResourceID: id, ResourceAction: action, LockReason: reason})
	}
	if isSet(deletion) {
		first, err := lock("access_rule", rule.id, "delete", reasonOf(arguments))
		if err != nil {
			return err
		}
		reason := "Locked by access lock: " + first.ID
		if _, err := lock("share", rule.share.id, "delete", &reason); err != nil {
			return err
		}
	}
	if isSet(visibility) {
		_, err := lock("access_rule", rule.id, "show", reasonOf(arguments))
		return err
	}
	return nil
}

// isSet takes JSON's true and the texts that Manila takes for it.
func isSet(value any) bool {
	text, _ := value.(string)
	return value == true || isTrue(text)
}

// denyAccess removes a rule. A deletion lock stops it, unless the caller may drop all of the rule's locks and asks
// for that (20.0.0, api/v1/shares.py, _check_for_access_rule_locks).
func (m *ShareService) denyAccess(call *manilaCall, sh *share, arguments object) (manilaAnswer, error) {
	if _, ok := arguments.get("access_id"); !ok {
		return manilaAnswer{}, errInternal
	}
	rule := m.findRule(arguments.text("access_id"))
	if rule == nil || rule.share != sh {
		return manilaAnswer{}, manilaError{kindNotFound, "Resource could not be found."}
	}
	unrestrict, _ := arguments.get("unrestrict")
	drop := isSet(unrestrict) && !call.version.less(restrictionsSince)
	ids := m.lockIDs("access_rule", rule.id, "delete")
	if len(ids) > 0 && !drop {
		return manilaAnswer{}, manilaError{kindForbidden, fmt.Sprintf("Cannot deny access for share '%s' since it has "+
			"been locked. Please remove the locks and retry the operation", sh.id)}
	}
	for _, l := range m.locks {
		if drop && slices.Contains(ids, l.ID) && mayManipulate(call.caller, l, "delete") != nil {
			return manilaAnswer{}, manilaError{
				kindForbidden,
				"Unable to drop access rule restrictions that are not placed by you.",
			}
		}
	}
	m.dropLocks(func(l *Lock) bool {
		reason, by := "", false
		if l.LockReason != nil {
			reason, by = strings.CutPrefix(*l.LockReason, "Locked by access lock: ")
		}
		return by && l.locks("share", sh.id, "delete") && slices.Contains(ids, reason)
	})
	m.removeRule(rule)
	return accepted, nil
}
