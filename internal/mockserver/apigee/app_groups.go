package apigee

import (
	"maps"
	"slices"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

func (a *Apigee) installGroups() {
	a.handle("POST "+groupsPath, "apigee.appgroups.create", a.created(a.createGroup))
	a.handle("GET "+groupsPath, "apigee.appgroups.list", a.listGroups, "filter", "pageSize", "pageToken")
	a.handle("GET "+groupPath, "apigee.appgroups.get", a.getGroup)
	a.handle("PUT "+groupPath, "apigee.appgroups.update", a.putGroup, "action")
	a.handle("DELETE "+groupPath, "apigee.appgroups.delete", a.deleteGroup)
	a.installGroupApps()
}

func (a *Apigee) findGroup(call *google.Call) (*owner, error) {
	return a.store.group(call.PathValue("org"), call.PathValue("group"))
}

// decodeGroup reads the body of create and update. status, organization, id and times of a request do not count.
func decodeGroup(call *google.Call) (AppGroup, error) {
	var in appGroupJSON
	err := google.DecodeProto(call.Content, "app_group", &in)
	return AppGroup{
		Name: in.Name, DisplayName: in.DisplayName, ChannelID: in.ChannelID, ChannelURI: in.ChannelURI, Email: in.Email,
		Attributes: attributesFromJSON(in.Attributes),
	}, err
}

func (a *Apigee) createGroup(call *google.Call) (any, error) {
	in, err := decodeGroup(call)
	if err != nil {
		return nil, err
	}
	if !resourceName.MatchString(in.Name) {
		return nil, google.InvalidArgument("App group name %q is empty or has other characters than A-Z0-9._-$ %%.", in.Name)
	}
	made, err := a.store.createGroup(call.PathValue("org"), in)
	if err != nil {
		return nil, err
	}
	return groupAnswer(call, made), nil
}

func (a *Apigee) getGroup(call *google.Call) (any, error) {
	found, err := a.findGroup(call)
	if err != nil {
		return nil, err
	}
	return groupAnswer(call, found), nil
}

// putGroup is two methods: with an action it sets the status, without one it replaces the group.
func (a *Apigee) putGroup(call *google.Call) (any, error) {
	found, err := a.findGroup(call)
	if err != nil {
		return nil, err
	}
	if call.URL.Query().Has("action") {
		status, err := a.ownerStatus(call)
		if err != nil {
			return nil, err
		}
		found.group.Status, found.group.LastModifiedAt = status, a.google.Now()
		return groupAnswer(call, found), nil
	}
	in, err := decodeGroup(call)
	if err != nil {
		return nil, err
	}
	a.store.updateGroup(found.group, in)
	return groupAnswer(call, found), nil
}

func (a *Apigee) deleteGroup(call *google.Call) (any, error) {
	gone, err := a.store.deleteGroup(call.PathValue("org"), call.PathValue("group"))
	if err != nil {
		return nil, err
	}
	return groupAnswer(call, gone), nil
}

// listGroups lists by name, in pages of at most 1000.
func (a *Apigee) listGroups(call *google.Call) (any, error) {
	query := call.URL.Query()
	keep, err := parseGroupFilter(query.Get("filter"))
	if err != nil {
		return nil, err
	}
	groups := a.store.orgs[call.PathValue("org")].groups
	all := []appGroupJSON{}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		if keep(groups[name].group) {
			all = append(all, groupAnswer(call, groups[name]))
		}
	}
	page, next, err := pageOf(all, query.Get("pageSize"), query.Get("pageToken"), !a.store.quirks.PagesDoNotRepeat)
	return listGroupsJSON{AppGroups: page, NextPageToken: next, TotalSize: int32(len(all))}, err
}

// parseGroupFilter reads a filter of one comparison: status=, channelId= or channelUri=.
func parseGroupFilter(filter string) (func(*AppGroup) bool, error) {
	if filter == "" {
		return func(*AppGroup) bool { return true }, nil
	}
	name, value, ok := strings.Cut(filter, "=")
	value = strings.Trim(strings.TrimSpace(value), `"`)
	fields := map[string]func(*AppGroup) string{
		"status":     func(g *AppGroup) string { return g.Status },
		"channelId":  func(g *AppGroup) string { return g.ChannelID },
		"channelUri": func(g *AppGroup) string { return g.ChannelURI },
	}
	field := fields[strings.TrimSpace(name)]
	if !ok || field == nil {
		return nil, google.InvalidArgument("Invalid filter.")
	}
	return func(g *AppGroup) bool { return field(g) == value }, nil
}

// groupAnswer is an app group. Its id is made of the names of organization and group.
func groupAnswer(call *google.Call, of *owner) appGroupJSON {
	group, org := of.group, call.PathValue("org")
	return appGroupJSON{
		AppGroupID: org + "@@@" + group.Name, Name: group.Name, DisplayName: group.DisplayName, ChannelID: group.ChannelID,
		ChannelURI: group.ChannelURI, Email: group.Email, Status: group.Status, Organization: org,
		Attributes: attributesToJSON(group.Attributes), CreatedAt: group.CreatedAt.UnixMilli(),
		LastModifiedAt: group.LastModifiedAt.UnixMilli(),
	}
}
