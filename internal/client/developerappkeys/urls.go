package developerappkeys

import (
	"net/url"
	"strings"
)

// AppName names a developer app. The developer is an e-mail address in lower case,
// the app its name, not its UUID.
type AppName struct{ Organization, Developer, App string }

// String is the app's resource name, organizations/…/developers/…/apps/….
func (a AppName) String() string {
	return "organizations/" + a.Organization + "/developers/" + a.Developer + "/apps/" + a.App
}

func (a AppName) path() string {
	return appsPath(a.Organization, a.Developer) + "/" + join(a.App)
}

func appsPath(organization, developer string) string {
	return join("organizations", organization, "developers", developer, "apps")
}

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
