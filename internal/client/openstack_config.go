package client

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/config/clouds"
	"gopkg.in/yaml.v2"
)

// OpenStackCredentials say who logs in and in which scope, in the terms of
// Keystone v3. Of a name and an id for the same thing the id counts.
type OpenStackCredentials struct {
	UserName, UserID, Password         string
	UserDomainName, UserDomainID       string
	ProjectName, ProjectID             string
	ProjectDomainName, ProjectDomainID string
	DomainName, DomainID               string
	DefaultDomain                      string
	SystemScope                        string
	Token                              string
	ApplicationCredentialID            string
	ApplicationCredentialName          string
	ApplicationCredentialSecret        string
}

// OpenStackConfig is everything that reaching an OpenStack cloud depends on.
type OpenStackConfig struct {
	OpenStackCredentials
	// Cloud is the name of an entry in clouds.yaml. What is set here as well wins.
	Cloud   string
	AuthURL string
	Region  string
	// EndpointType is "public", "internal" or "admin", also with "URL" at the end.
	EndpointType string
	// EndpointOverrides are URLs by service type, used instead of the catalog's.
	EndpointOverrides map[string]string
	// Insecure is nil where clouds.yaml decides.
	Insecure *bool
	// CACertFile, Cert and Key are paths of PEM files.
	CACertFile, Cert, Key string
	// ServiceToken is sent as X-Service-Token with every request to Manila.
	ServiceToken string
	// ServiceAuth logs in to get such a token instead.
	ServiceAuth *OpenStackCredentials
	// CheckAtPlan lets a plan make requests, to see what would make an apply fail.
	CheckAtPlan bool
}

// resolved is an OpenStackConfig in gophercloud's terms.
type resolved struct {
	auth         gophercloud.AuthOptions
	region       string
	availability gophercloud.Availability
	tls          *tls.Config
}

func (c OpenStackConfig) resolve() (resolved, error) {
	options := []clouds.ParseOption{
		clouds.WithRegion(c.Region),
		clouds.WithEndpointType(c.EndpointType),
		clouds.WithCACertPath(c.CACertFile),
		clouds.WithClientCertPath(c.Cert),
		clouds.WithClientKeyPath(c.Key),
	}
	if c.Insecure != nil {
		options = append(options, clouds.WithInsecure(*c.Insecure))
	}
	source, err := c.cloudSource()
	if err != nil {
		return resolved{}, err
	}
	auth, endpoint, tlsConfig, err := clouds.Parse(append(options, source...)...)
	if err != nil {
		return resolved{}, err
	}
	auth.IdentityEndpoint = cmp.Or(c.AuthURL, auth.IdentityEndpoint)
	// The URL is shown in logs and errors, so it is refused here without repeating it.
	if u, err := url.Parse(auth.IdentityEndpoint); err != nil || u.User != nil {
		return resolved{}, errors.New("auth_url is malformed or has a user or a password in it")
	}
	c.apply(&auth)
	return resolved{auth: auth, region: endpoint.Region, availability: endpoint.Availability, tls: tlsConfig}, nil
}

// cloudSource gives gophercloud the entry of clouds.yaml. The file is read here
// first because gophercloud's own error names neither the file nor the clouds in
// it, and because it needs every entry to have an "auth" section.
func (c OpenStackConfig) cloudSource() ([]clouds.ParseOption, error) {
	if c.Cloud == "" {
		only := `{"clouds": {"custody": {"auth": {}}}}`
		return []clouds.ParseOption{
			clouds.WithCloudName("custody"),
			clouds.WithCloudsYAML(strings.NewReader(only)),
		}, nil
	}
	file, content, err := readCloudsFile()
	if err != nil {
		return nil, fmt.Errorf("cloud %q: %w", c.Cloud, err)
	}
	var known clouds.Clouds
	if err := yaml.Unmarshal(content, &known); err != nil {
		return nil, fmt.Errorf("cloud %q: %s is not a clouds.yaml: %w", c.Cloud, file, err)
	}
	entry, ok := known.Clouds[c.Cloud]
	if !ok {
		return nil, fmt.Errorf("cloud %q is not in %s, which has %s", c.Cloud, file,
			strings.Join(slices.Sorted(maps.Keys(known.Clouds)), ", "))
	}
	if entry.AuthInfo == nil {
		entry.AuthInfo = &clouds.AuthInfo{}
	}
	known.Clouds[c.Cloud] = entry
	content, err = json.Marshal(known)
	if err != nil {
		return nil, err
	}
	options := []clouds.ParseOption{clouds.WithCloudName(c.Cloud), clouds.WithCloudsYAML(bytes.NewReader(content))}
	secure, err := os.ReadFile(filepath.Join(filepath.Dir(file), "secure.yaml"))
	if err == nil {
		options = append(options, clouds.WithSecureYAML(bytes.NewReader(secure)))
	}
	return options, nil
}

// readCloudsFile looks for clouds.yaml where every OpenStack client does.
func readCloudsFile() (file string, content []byte, err error) {
	places := []string{os.Getenv("OS_CLIENT_CONFIG_FILE")}
	if places[0] == "" {
		settings := os.Getenv("XDG_CONFIG_HOME")
		if home, err := os.UserHomeDir(); settings == "" && err == nil {
			settings = filepath.Join(home, ".config")
		}
		places = []string{"clouds.yaml", filepath.Join(settings, "openstack", "clouds.yaml"), "/etc/openstack/clouds.yaml"}
	}
	for _, place := range places {
		content, err := os.ReadFile(place)
		if err == nil {
			return place, content, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", nil, err
		}
	}
	return "", nil, fmt.Errorf("no clouds.yaml found (looked for %s)", strings.Join(places, ", "))
}

// authOptions are the credentials alone, for a login at the given URL.
func (c OpenStackCredentials) authOptions(authURL string) gophercloud.AuthOptions {
	auth := gophercloud.AuthOptions{IdentityEndpoint: authURL}
	c.apply(&auth)
	return auth
}

// apply overrides what clouds.yaml says. Credentials of another kind replace
// those of the cloud, for Keystone refuses a mixture.
func (c OpenStackCredentials) apply(auth *gophercloud.AuthOptions) {
	switch {
	case c.ApplicationCredentialID+c.ApplicationCredentialName != "":
		auth.Password, auth.TokenID = "", ""
		auth.ApplicationCredentialID, auth.ApplicationCredentialName = c.ApplicationCredentialID, c.ApplicationCredentialName
		auth.ApplicationCredentialSecret = cmp.Or(c.ApplicationCredentialSecret, auth.ApplicationCredentialSecret)
	case c.Token != "":
		auth.Password = ""
		auth.ApplicationCredentialID, auth.ApplicationCredentialName, auth.ApplicationCredentialSecret = "", "", ""
		auth.TokenID = c.Token
	case c.Password+c.UserName+c.UserID != "":
		auth.TokenID = ""
		auth.ApplicationCredentialID, auth.ApplicationCredentialName, auth.ApplicationCredentialSecret = "", "", ""
		auth.Password = cmp.Or(c.Password, auth.Password)
	default:
		auth.ApplicationCredentialSecret = cmp.Or(c.ApplicationCredentialSecret, auth.ApplicationCredentialSecret)
	}
	override(&auth.UserID, &auth.Username, c.UserID, c.UserName)
	override(&auth.DomainID, &auth.DomainName, c.UserDomainID, c.UserDomainName)
	if auth.DomainID == "" && auth.DomainName == "" {
		override(&auth.DomainID, &auth.DomainName, c.DomainID, c.DomainName)
	}
	if auth.DomainID == "" && auth.DomainName == "" && auth.Username != "" {
		auth.DomainID = c.DefaultDomain
	}
	if scope := c.scope(*auth); scope != nil {
		auth.Scope, auth.TenantID, auth.TenantName = scope, "", ""
	}
	if auth.TokenID != "" || auth.ApplicationCredentialID != "" {
		auth.UserID, auth.Username = "", ""
	}
	if auth.Username == "" {
		auth.DomainID, auth.DomainName = "", ""
	}
	// A token that was handed in cannot be renewed from here.
	auth.AllowReauth = auth.TokenID == ""
}

// scope is the scope that these credentials ask for; what they leave open of a
// project comes from the cloud's, its domain at last from the user's. Nil keeps
// the cloud's scope.
func (c OpenStackCredentials) scope(auth gophercloud.AuthOptions) *gophercloud.AuthScope {
	var cloud gophercloud.AuthScope
	if auth.Scope != nil {
		cloud = *auth.Scope
	}
	switch name := cmp.Or(c.ProjectName, cloud.ProjectName); {
	case c.SystemScope != "":
		return &gophercloud.AuthScope{System: true}
	case c.ProjectID != "":
		return &gophercloud.AuthScope{ProjectID: c.ProjectID}
	case name != "":
		scope := &gophercloud.AuthScope{ProjectName: name, DomainID: cloud.DomainID, DomainName: cloud.DomainName}
		override(&scope.DomainID, &scope.DomainName, c.ProjectDomainID, c.ProjectDomainName)
		if scope.DomainID == "" && scope.DomainName == "" {
			override(&scope.DomainID, &scope.DomainName, c.DomainID, c.DomainName)
		}
		if scope.DomainID == "" && scope.DomainName == "" {
			override(&scope.DomainID, &scope.DomainName, auth.DomainID, auth.DomainName)
		}
		if scope.DomainID == "" && scope.DomainName == "" {
			scope.DomainID = c.DefaultDomain
		}
		return scope
	}
	return nil
}

// override sets one of an id and a name, where one is given, and clears the other.
// Of both, as the variables of a shell may have them, the id counts.
func override(id, name *string, newID, newName string) {
	switch {
	case newID != "":
		*id, *name = newID, ""
	case newName != "":
		*id, *name = "", newName
	}
}
