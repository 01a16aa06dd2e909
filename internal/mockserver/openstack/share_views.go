package openstack

import (
	"net/http"
	"strings"
)

// shareBody shows a share as the request's microversion does (20.0.0, api/views/shares.py).
func (m *ShareService) shareBody(call *manilaCall, sh *share) object {
	zone, progress := any("nova"), any("100%")
	if sh.status == "creating" {
		zone, progress = nil, nil
	}
	old := call.version.less(microversion{2, 9})
	body := object{
		{"id", sh.id},
		{"size", sh.size},
		{"availability_zone", zone},
		{"created_at", stamp(sh.createdAt)},
		{"status", sh.status},
		{"name", orNull(sh.name)},
		{"description", orNull(sh.description)},
		{"project_id", sh.projectID},
		{"snapshot_id", nil},
		{"share_network_id", nil},
		{"share_proto", sh.protocol},
	}
	if old {
		body = append(body, member{"export_location", exportPath(sh)})
	}
	shareType := any(m.typeID)
	if call.version.less(microversion{2, 6}) {
		shareType = "default"
	}
	body = append(body, object{
		{"metadata", object{}},
		{"share_type", shareType},
		{"volume_type", "default"},
		{"links", call.links("shares", sh.id)},
		{"is_public", sh.public},
	}...)
	if old {
		body = append(body, member{"export_locations", []any{exportPath(sh)}})
	}
	for _, added := range []struct {
		since  int
		fields object
	}{
		{2, object{{"snapshot_support", false}}},
		{5, object{{"task_state", nil}}},
		{6, object{{"share_type_name", "default"}}},
		{10, object{{"access_rules_status", "active"}}},
		{11, object{{"replication_type", nil}, {"has_replicas", false}}},
		{16, object{{"user_id", sh.userID}}},
		{24, object{{"create_share_from_snapshot_support", false}}},
		{27, object{{"revert_to_snapshot_support", false}}},
		{31, object{{"share_group_id", nil}, {"source_share_group_snapshot_member_id", nil}}},
		{32, object{{"mount_snapshot_support", false}}},
		{54, object{{"progress", progress}}},
		{69, object{{"is_soft_deleted", sh.softDeleted}, {"scheduled_to_be_deleted_at", nil}}},
		{80, object{{"source_backup_id", nil}}},
	} {
		if !call.version.less(microversion{2, added.since}) {
			body = append(body, added.fields...)
		}
	}
	return body
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func exportPath(sh *share) string {
	return "192.0.2.10:/shares/share_" + strings.ReplaceAll(sh.id, "-", "_")
}

func (m *ShareService) listExportLocations(call *manilaCall) (manilaAnswer, error) {
	sh, err := m.visibleShare(call.caller, call.r.PathValue("id"))
	if err != nil {
		return manilaAnswer{}, err
	}
	return okAnswer(object{{"export_locations", []any{
		object{{"id", sh.id}, {"path", exportPath(sh)}, {"preferred", true}},
	}}})
}

// shareType is the only one, the default.
func (m *ShareService) shareType() object {
	return object{
		{"id", m.typeID},
		{"name", "default"},
		{"extra_specs", object{
			{"driver_handles_share_servers", "False"},
			{"snapshot_support", false},
			{"create_share_from_snapshot_support", false},
			{"revert_to_snapshot_support", false},
			{"mount_snapshot_support", false},
		}},
		{"required_extra_specs", object{{"driver_handles_share_servers", "False"}}},
		{"share_type_access:is_public", true},
		{"description", nil},
		{"is_default", true},
	}
}

func (m *ShareService) listShareTypes(*manilaCall) (manilaAnswer, error) {
	list := []any{m.shareType()}
	return okAnswer(object{{"volume_types", list}, {"share_types", list}})
}

func (m *ShareService) showShareType(call *manilaCall) (manilaAnswer, error) {
	if id := call.r.PathValue("id"); id != "default" && id != m.typeID {
		return manilaAnswer{}, manilaError{kindNotFound, "Share type not found."}
	}
	return manilaAnswer{http.StatusOK, object{{"volume_type", m.shareType()}, {"share_type", m.shareType()}}}, nil
}
