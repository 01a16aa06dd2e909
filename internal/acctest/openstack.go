package acctest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud/v2/openstack/config/clouds"
	"gopkg.in/yaml.v2"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
)

// Variables that put the tests on a real cloud. OS_CLIENT_CONFIG_FILE and
// CUSTODY_ACC_FIXTURE name a clouds.yaml and a fixture.json as the mock server
// writes them; OS_CLOUD and CUSTODY_ACC_SHARE_ID do for one user's own cloud.
const (
	fixtureVariable = "CUSTODY_ACC_FIXTURE"
	shareVariable   = "CUSTODY_ACC_SHARE_ID"
)

// OpenStack is a cloud to test on.
type OpenStack struct {
	// Mock is nil on a real cloud.
	Mock *mockserver.Server
	// Fixture has the ids of what is there.
	Fixture mockserver.Fixture

	clouds map[string]clouds.Cloud
	// onlyUser is the one cloud of clouds.yaml that may be used; empty: all.
	onlyUser string
}

// NewOpenStack is the real cloud that the environment names, else a mock server of
// the test's own.
func NewOpenStack(t *testing.T) *OpenStack {
	t.Helper()
	if os.Getenv(fixtureVariable) == "" && os.Getenv(shareVariable) == "" {
		return NewMockOpenStack(t)
	}
	o := &OpenStack{}
	content, err := os.ReadFile(os.Getenv("OS_CLIENT_CONFIG_FILE"))
	if err != nil {
		t.Fatalf("OS_CLIENT_CONFIG_FILE: %v", err)
	}
	o.parseClouds(t, content)
	if file := os.Getenv(fixtureVariable); file != "" {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%s: %v", fixtureVariable, err)
		}
		if err := json.Unmarshal(content, &o.Fixture); err != nil {
			t.Fatalf("%s: %v", fixtureVariable, err)
		}
		return o
	}
	o.onlyUser = os.Getenv("OS_CLOUD")
	o.Fixture.Shares = map[string]string{"share-1": os.Getenv(shareVariable)}
	return o
}

// NewMockOpenStack is a mock server of the test's own. It fails the test when a
// request came for which it has no route.
func NewMockOpenStack(t *testing.T, opts ...mockserver.Option) *OpenStack {
	t.Helper()
	mock := StartMock(t, opts...)
	o := &OpenStack{Mock: mock, Fixture: mock.Fixture()}
	o.parseClouds(t, []byte(mock.CloudsYAML()))
	return o
}

// StartMock starts a mock server that ends with the test.
func StartMock(t *testing.T, opts ...mockserver.Option) *mockserver.Server {
	t.Helper()
	mock := mockserver.New(opts...)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	mock.SetURL("http://" + listener.Addr().String())
	server := &http.Server{Handler: suite.Handler(mock), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		for _, route := range mock.UnknownRoutes() {
			t.Errorf("the mock server has no route for %s", route)
		}
	})
	return mock
}

func (o *OpenStack) parseClouds(t *testing.T, content []byte) {
	t.Helper()
	var file clouds.Clouds
	if err := yaml.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	o.clouds = file.Clouds
}

// RequireMock skips a test that needs faults, other users' moves at a given moment,
// or a look at the requests.
func (o *OpenStack) RequireMock(t *testing.T) {
	t.Helper()
	if o.Mock == nil {
		t.Skip("needs the mock server: it injects faults or looks at the requests")
	}
}

// RequireUsers skips a test that needs several users.
func (o *OpenStack) RequireUsers(t *testing.T) {
	t.Helper()
	if o.onlyUser != "" {
		t.Skip("needs several users: set CUSTODY_ACC_FIXTURE")
	}
}

// ShareID is a share that the user alice can lock. Other tests lock it too.
func (o *OpenStack) ShareID() string { return o.Fixture.Shares["share-1"] }

func (o *OpenStack) cloud(user string) clouds.Cloud {
	return o.clouds[cmp.Or(o.onlyUser, user)]
}

// Provider is a provider block for a user, with more lines for its openstack attribute.
func (o *OpenStack) Provider(user string, more ...string) string {
	return o.ProviderWith(user, "", more...)
}

// ProviderWith is a provider block with more lines for the provider itself and for
// its openstack attribute. An entry "name = value" replaces the user's own; an
// unknown user has nothing else.
func (o *OpenStack) ProviderWith(user, top string, more ...string) string {
	c := o.cloud(user)
	if c.AuthInfo == nil {
		c.AuthInfo = &clouds.AuthInfo{}
	}
	var lines []string
	add := func(name, value string) {
		for _, line := range more {
			if strings.HasPrefix(strings.TrimSpace(line), name+" ") {
				return
			}
		}
		if value != "" {
			lines = append(lines, fmt.Sprintf("    %s = %q", name, value))
		}
	}
	add("auth_url", c.AuthInfo.AuthURL)
	add("user_name", c.AuthInfo.Username)
	add("password", c.AuthInfo.Password)
	add("project_name", c.AuthInfo.ProjectName)
	add("user_domain_name", c.AuthInfo.UserDomainName)
	add("project_domain_name", c.AuthInfo.ProjectDomainName)
	add("application_credential_id", c.AuthInfo.ApplicationCredentialID)
	add("application_credential_secret", c.AuthInfo.ApplicationCredentialSecret)
	add("region", c.RegionName)
	for _, line := range more {
		lines = append(lines, "    "+line)
	}
	return fmt.Sprintf("provider \"custody\" {\n  %s\n  openstack = {\n%s\n  }\n}\n", top, strings.Join(lines, "\n"))
}

// Attributes are the openstack attribute of a provider for a user, as values.
func (o *OpenStack) Attributes(user string) map[string]any {
	c := o.cloud(user)
	return map[string]any{
		"auth_url": c.AuthInfo.AuthURL, "user_name": c.AuthInfo.Username, "password": c.AuthInfo.Password,
		"project_name": c.AuthInfo.ProjectName, "user_domain_name": c.AuthInfo.UserDomainName,
		"project_domain_name": c.AuthInfo.ProjectDomainName, "region": c.RegionName,
	}
}

// ProviderWithService is a provider block for a user together with a service.
func (o *OpenStack) ProviderWithService(user, service string) string {
	auth := o.cloud(service).AuthInfo
	return o.Provider(user, fmt.Sprintf("service_auth = { user_name = %q, password = %q, project_name = %q }",
		auth.Username, auth.Password, auth.ProjectName))
}

// As is the shared file system service as a user sees it.
func (o *OpenStack) As(t *testing.T, user string) *client.SharedFileSystem {
	t.Helper()
	c := o.cloud(user)
	cloud, err := client.NewOpenStack(client.OpenStackConfig{
		AuthURL: c.AuthInfo.AuthURL,
		Region:  c.RegionName,
		OpenStackCredentials: client.OpenStackCredentials{
			UserName: c.AuthInfo.Username, Password: c.AuthInfo.Password, ProjectName: c.AuthInfo.ProjectName,
			UserDomainName: c.AuthInfo.UserDomainName, ProjectDomainName: c.AuthInfo.ProjectDomainName,
			ApplicationCredentialID:     c.AuthInfo.ApplicationCredentialID,
			ApplicationCredentialSecret: c.AuthInfo.ApplicationCredentialSecret,
		},
	}, client.TransportConfig{RequestTimeout: client.DefaultRequestTimeout})
	if err != nil {
		t.Fatal(err)
	}
	manila, err := cloud.SharedFileSystem(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return manila
}

// Locks are the locks with a reason that starts so, as the user sees them.
func (o *OpenStack) Locks(t *testing.T, user, reason string) []resourcelocks.Lock {
	t.Helper()
	var found []resourcelocks.Lock
	manila := o.As(t, user)
	collect := func(l resourcelocks.Lock) bool {
		if l.Reason != nil && strings.HasPrefix(*l.Reason, reason) {
			found = append(found, l)
		}
		return true
	}
	_, err := resourcelocks.All(t.Context(), manila.ServiceClient, resourcelocks.ListOpts{}, collect)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
