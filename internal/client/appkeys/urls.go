package appkeys

import (
	"net/url"
	"strings"
)

// Owners is the collection of those that an app can belong to, as paths name it.
type Owners string

// The collections of owners.
const (
	Developers Owners = "developers"
	AppGroups  Owners = "appgroups"
)

// Owner names what an app belongs to: a developer by the e-mail address, in lower
// case, or an app group by its name.
type Owner struct {
	Organization string
	In           Owners
	Name         string
}

// Developer names a developer by the e-mail address, in lower case.
func Developer(organization, email string) Owner { return Owner{organization, Developers, email} }

// AppGroup names an app group.
func AppGroup(organization, name string) Owner { return Owner{organization, AppGroups, name} }

// App names an app of the owner by its name, not its UUID.
func (o Owner) App(name string) AppName { return AppName{o, name} }

// String is the owner's resource name, organizations/…/developers/… or
// organizations/…/appgroups/….
func (o Owner) String() string {
	return "organizations/" + o.Organization + "/" + string(o.In) + "/" + o.Name
}

func (o Owner) appsPath() string {
	return join("organizations", o.Organization, string(o.In), o.Name, "apps")
}

// AppName names an app. Name is the app's name, not its UUID.
type AppName struct {
	Owner Owner
	Name  string
}

// String is the app's resource name, as organizations/…/developers/…/apps/….
func (a AppName) String() string { return a.Owner.String() + "/apps/" + a.Name }

func (a AppName) path() string { return a.Owner.appsPath() + "/" + join(a.Name) }

func (a AppName) keysPath() string { return a.path() + "/keys" }

func (a AppName) keyPath(consumerKey string) string {
	return a.path() + "/" + join("keys", consumerKey)
}

func (a AppName) keyProductPath(consumerKey, product string) string {
	return a.keyPath(consumerKey) + "/" + join("apiproducts", product)
}

// join escapes each segment: the name of an API product may have spaces, $ and %.
func join(segments ...string) string {
	escaped := make([]string, len(segments))
	for i, segment := range segments {
		escaped[i] = url.PathEscape(segment)
	}
	return strings.Join(escaped, "/")
}
