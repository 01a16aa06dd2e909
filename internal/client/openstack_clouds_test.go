package client

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gophercloud/gophercloud/v2"
)

// cloudFiles are files of every kind that a cloud is read from.
var cloudFiles = map[string]string{
	"clouds.yaml": `
clouds:
  full:
    auth: {auth_url: "http://k/v3", username: bob, password: "bob's <&> \u00fc", user_domain_name: Users,
      project_name: ops, project_domain_name: Projects}
    region_name: north
    interface: internal
    verify: false
  secured:
    auth: {auth_url: "http://k/v3", user_id: u2, project_id: p2}
  public:
    profile: vendor
    auth: {user_id: u3, password: p, project_id: p3}
  bare:
    region_name: north
  credential:
    auth: {auth_url: "http://k/v3", application_credential_id: a2, application_credential_secret: s2}
  token:
    auth: {auth_url: "http://k/v3", token: t2}
  one-domain:
    auth: {auth_url: "http://k/v3", username: bob, password: p, user_domain_name: Users, project_name: ops}
  no-domains:
    auth: {auth_url: "http://k/v3", username: bob, password: p, project_name: ops}
`,
	"secure.yaml": `
clouds:
  secured:
    auth: {password: from-secure}
`,
	"clouds-public.yaml": `
public-clouds:
  vendor:
    auth: {auth_url: "http://k/v3"}
    region_name: vendor-north
`,
}

// inCloudFiles makes the files, and goes where they are found.
func inCloudFiles(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range cloudFiles {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("OS_CLIENT_CONFIG_FILE", "")
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
}

var (
	opsScope = &gophercloud.AuthScope{ProjectName: "ops", DomainName: "Projects"}
	// bob is what the cloud "full" says.
	bob = gophercloud.AuthOptions{
		Username: "bob", Password: "bob's <&> ü", DomainName: "Users", Scope: opsScope, AllowReauth: true,
	}
)

// but is bob with a change.
func but(change func(*gophercloud.AuthOptions)) gophercloud.AuthOptions {
	changed := bob
	change(&changed)
	return changed
}

func checkCloud(t *testing.T, config OpenStackConfig, want gophercloud.AuthOptions) {
	t.Helper()
	got, err := config.resolve()
	if err != nil {
		t.Fatal(err)
	}
	// Only a scope of the old form reads these.
	got.auth.TenantID, got.auth.TenantName = "", ""
	want.IdentityEndpoint = "http://k/v3"
	if diff := cmp.Diff(want, got.auth); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestResolveCloud(t *testing.T) {
	inCloudFiles(t)
	tests := map[string]struct {
		config OpenStackConfig
		want   gophercloud.AuthOptions
	}{
		"all from the file": {OpenStackConfig{Cloud: "full"}, bob},
		"secret from secure.yaml": {
			OpenStackConfig{Cloud: "secured"},
			gophercloud.AuthOptions{
				UserID: "u2", Password: "from-secure", Scope: &gophercloud.AuthScope{ProjectID: "p2"}, AllowReauth: true,
			},
		},
		"URL from clouds-public.yaml": {
			OpenStackConfig{Cloud: "public"},
			gophercloud.AuthOptions{
				UserID: "u3", Password: "p", Scope: &gophercloud.AuthScope{ProjectID: "p3"}, AllowReauth: true,
			},
		},
		"an entry without auth": {
			OpenStackConfig{
				Cloud: "bare", AuthURL: "http://k/v3",
				OpenStackCredentials: OpenStackCredentials{UserID: "u1", Password: "p", ProjectID: "p1"},
			},
			gophercloud.AuthOptions{
				UserID: "u1", Password: "p", Scope: &gophercloud.AuthScope{ProjectID: "p1"}, AllowReauth: true,
			},
		},
		"the user's domain for the project": {
			OpenStackConfig{Cloud: "one-domain", OpenStackCredentials: OpenStackCredentials{DefaultDomain: "default"}},
			gophercloud.AuthOptions{
				Username: "bob", Password: "p", DomainName: "Users", AllowReauth: true,
				Scope: &gophercloud.AuthScope{ProjectName: "ops", DomainName: "Users"},
			},
		},
		"the default domain for what has none": {
			OpenStackConfig{Cloud: "no-domains", OpenStackCredentials: OpenStackCredentials{DefaultDomain: "default"}},
			gophercloud.AuthOptions{
				Username: "bob", Password: "p", DomainID: "default", AllowReauth: true,
				Scope: &gophercloud.AuthScope{ProjectName: "ops", DomainID: "default"},
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { checkCloud(t, tt.config, tt.want) })
	}
}

func TestResolveOverCloud(t *testing.T) {
	inCloudFiles(t)
	tests := map[string]struct {
		cloud string
		set   OpenStackCredentials
		want  gophercloud.AuthOptions
	}{
		"another password": {
			"full",
			OpenStackCredentials{Password: "new"},
			but(func(a *gophercloud.AuthOptions) { a.Password = "new" }),
		},
		"another user by id": {
			"full",
			OpenStackCredentials{UserID: "u1", Password: "new"},
			but(func(a *gophercloud.AuthOptions) {
				a.Username, a.DomainName, a.UserID, a.Password = "", "", "u1", "new"
			}),
		},
		"another project of the same domain": {
			"full",
			OpenStackCredentials{ProjectName: "demo"},
			but(func(a *gophercloud.AuthOptions) {
				a.Scope = &gophercloud.AuthScope{ProjectName: "demo", DomainName: "Projects"}
			}),
		},
		"another domain of the project": {
			"full",
			OpenStackCredentials{ProjectDomainID: "d2"},
			but(func(a *gophercloud.AuthOptions) {
				a.Scope = &gophercloud.AuthScope{ProjectName: "ops", DomainID: "d2"}
			}),
		},
		"an application credential instead of the user": {
			"full",
			OpenStackCredentials{
				ApplicationCredentialID: "a1", ApplicationCredentialSecret: "s",
			},
			gophercloud.AuthOptions{
				ApplicationCredentialID: "a1", ApplicationCredentialSecret: "s", Scope: opsScope, AllowReauth: true,
			},
		},
		"a token instead of the user": {
			"full",
			OpenStackCredentials{Token: "t"},
			gophercloud.AuthOptions{TokenID: "t", Scope: opsScope},
		},
		"a user instead of the application credential": {
			"credential",
			OpenStackCredentials{
				UserID: "u1", Password: "p", ProjectID: "p1",
			},
			gophercloud.AuthOptions{
				UserID: "u1", Password: "p", Scope: &gophercloud.AuthScope{ProjectID: "p1"}, AllowReauth: true,
			},
		},
		"another secret of the application credential": {
			"credential",
			OpenStackCredentials{ApplicationCredentialSecret: "s3"},
			gophercloud.AuthOptions{ApplicationCredentialID: "a2", ApplicationCredentialSecret: "s3", AllowReauth: true},
		},
		"a user instead of the token": {
			"token",
			OpenStackCredentials{
				UserID: "u1", Password: "p", ProjectID: "p1",
			},
			gophercloud.AuthOptions{
				UserID: "u1", Password: "p", Scope: &gophercloud.AuthScope{ProjectID: "p1"}, AllowReauth: true,
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			checkCloud(t, OpenStackConfig{Cloud: tt.cloud, OpenStackCredentials: tt.set}, tt.want)
		})
	}
}

func TestResolveCloudPlace(t *testing.T) {
	inCloudFiles(t)
	tests := map[string]struct {
		config       OpenStackConfig
		region       string
		availability gophercloud.Availability
		insecure     bool
	}{
		"from the file":   {OpenStackConfig{Cloud: "full"}, "north", "internal", true},
		"from the vendor": {OpenStackConfig{Cloud: "public"}, "vendor-north", "public", false},
		"overridden": {
			OpenStackConfig{Cloud: "full", Region: "south", EndpointType: "adminURL", Insecure: new(false)},
			"south", "admin", false,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := tt.config.resolve()
			if err != nil {
				t.Fatal(err)
			}
			if got.region != tt.region || got.availability != tt.availability || got.tls.InsecureSkipVerify != tt.insecure {
				t.Errorf("region %q, %s endpoints, insecure %t; want %q, %s, %t", got.region, got.availability,
					got.tls.InsecureSkipVerify, tt.region, tt.availability, tt.insecure)
			}
		})
	}
}

func TestResolveCloudRefuses(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	write := func(name, content string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	good := write("good.yaml", "clouds:\n  b: {auth: {password: hunter2}}\n  a: {auth: {}}\n")
	tests := map[string]struct {
		file string
		want []string
	}{
		"no such cloud":      {good, []string{`cloud "prod"`, good, "a, b"}},
		"no such file":       {filepath.Join(dir, "none.yaml"), []string{`cloud "prod"`, "no clouds.yaml", "none.yaml"}},
		"not YAML":           {write("bad.yaml", "clouds: [}"), []string{`cloud "prod"`, "bad.yaml is not a clouds.yaml"}},
		"a file without any": {write("empty.yaml", ""), []string{`cloud "prod" is not in`, "empty.yaml"}},
		"a directory":        {dir, []string{`cloud "prod"`, "is a directory"}},
		"broken secure.yaml": {write("prod.yaml", "clouds: {prod: {auth: {}}}"), []string{"secure.yaml"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv("OS_CLIENT_CONFIG_FILE", tt.file)
			if name == "broken secure.yaml" {
				write("secure.yaml", "clouds: [}")
			}
			_, err := OpenStackConfig{Cloud: "prod"}.resolve()
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not have %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error %q has the password", err)
			}
		})
	}
}

func TestReadCloudsFileLooksInTheUsualPlaces(t *testing.T) {
	here, settings, home := t.TempDir(), t.TempDir(), t.TempDir()
	t.Chdir(here)
	t.Setenv("OS_CLIENT_CONFIG_FILE", "")
	t.Setenv("HOME", home)
	places := []struct{ setting, file string }{
		{"", filepath.Join(home, ".config", "openstack", "clouds.yaml")},
		{settings, filepath.Join(settings, "openstack", "clouds.yaml")},
		{settings, filepath.Join(here, "clouds.yaml")},
	}
	for _, place := range places {
		t.Setenv("XDG_CONFIG_HOME", place.setting)
		if err := os.MkdirAll(filepath.Dir(place.file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(place.file, []byte(place.file), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, content, err := readCloudsFile(); err != nil || string(content) != place.file {
			t.Errorf("read %q (error %v), want %s", content, err, place.file)
		}
	}
}
