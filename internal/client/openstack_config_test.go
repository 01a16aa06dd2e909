package client

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gophercloud/gophercloud/v2"
)

func TestResolveCredentials(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		credentials OpenStackCredentials
		want        gophercloud.AuthOptions
	}{
		"names": {
			OpenStackCredentials{
				UserName: "alice", Password: "p", UserDomainName: "Users", ProjectName: "demo", ProjectDomainName: "Projects",
			},
			gophercloud.AuthOptions{
				Username: "alice", Password: "p", DomainName: "Users", AllowReauth: true,
				Scope: &gophercloud.AuthScope{ProjectName: "demo", DomainName: "Projects"},
			},
		},
		"ids: no domain beside them": {
			OpenStackCredentials{
				UserID: "u1", Password: "p", UserDomainID: "d1", ProjectID: "p1", ProjectDomainID: "d2", DefaultDomain: "default",
			},
			gophercloud.AuthOptions{
				UserID: "u1", Password: "p", AllowReauth: true, Scope: &gophercloud.AuthScope{ProjectID: "p1"},
			},
		},
		"ids win over names": {
			OpenStackCredentials{
				UserName: "alice", UserID: "u1", Password: "p", ProjectName: "demo", ProjectID: "p1",
			},
			gophercloud.AuthOptions{
				UserID: "u1", Password: "p", AllowReauth: true, Scope: &gophercloud.AuthScope{ProjectID: "p1"},
			},
		},
		"domains' ids win over their names": {
			OpenStackCredentials{
				UserName: "alice", Password: "p", UserDomainID: "d1", UserDomainName: "Users",
				ProjectName: "demo", ProjectDomainID: "d2", ProjectDomainName: "Projects",
			},
			gophercloud.AuthOptions{
				Username: "alice", Password: "p", DomainID: "d1", AllowReauth: true,
				Scope: &gophercloud.AuthScope{ProjectName: "demo", DomainID: "d2"},
			},
		},
		"one domain for both": {
			OpenStackCredentials{
				UserName: "alice", Password: "p", ProjectName: "demo", DomainName: "Both", DefaultDomain: "default",
			},
			gophercloud.AuthOptions{
				Username: "alice", Password: "p", DomainName: "Both", AllowReauth: true,
				Scope: &gophercloud.AuthScope{ProjectName: "demo", DomainName: "Both"},
			},
		},
		"the user's domain for the project": {
			OpenStackCredentials{
				UserName: "alice", Password: "p", UserDomainID: "d1", ProjectName: "demo", DefaultDomain: "default",
			},
			gophercloud.AuthOptions{
				Username: "alice", Password: "p", DomainID: "d1", AllowReauth: true,
				Scope: &gophercloud.AuthScope{ProjectName: "demo", DomainID: "d1"},
			},
		},
		"the default domain": {
			OpenStackCredentials{UserName: "alice", Password: "p", ProjectName: "demo", DefaultDomain: "default"},
			gophercloud.AuthOptions{
				Username: "alice", Password: "p", DomainID: "default", AllowReauth: true,
				Scope: &gophercloud.AuthScope{ProjectName: "demo", DomainID: "default"},
			},
		},
		"the whole system": {
			OpenStackCredentials{UserID: "u1", Password: "p", SystemScope: "all"},
			gophercloud.AuthOptions{
				UserID: "u1", Password: "p", AllowReauth: true, Scope: &gophercloud.AuthScope{System: true},
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkResolved(t, OpenStackConfig{OpenStackCredentials: tt.credentials, AuthURL: "http://k/v3"}, tt.want)
		})
	}
}

func TestResolveOtherCredentials(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		credentials OpenStackCredentials
		want        gophercloud.AuthOptions
	}{
		"application credential by id: its user goes without saying": {
			OpenStackCredentials{
				ApplicationCredentialID: "a1", ApplicationCredentialSecret: "s", UserName: "alice", DefaultDomain: "default",
			},
			gophercloud.AuthOptions{ApplicationCredentialID: "a1", ApplicationCredentialSecret: "s", AllowReauth: true},
		},
		"application credential by name": {
			OpenStackCredentials{
				ApplicationCredentialName: "ci", ApplicationCredentialSecret: "s", UserName: "alice", UserDomainName: "Users",
			},
			gophercloud.AuthOptions{
				ApplicationCredentialName: "ci", ApplicationCredentialSecret: "s", Username: "alice", DomainName: "Users",
				AllowReauth: true,
			},
		},
		"token: never renewed": {
			OpenStackCredentials{Token: "t", UserName: "alice", DefaultDomain: "default"},
			gophercloud.AuthOptions{TokenID: "t"},
		},
		"token for another project": {
			OpenStackCredentials{Token: "t", ProjectID: "p1"},
			gophercloud.AuthOptions{TokenID: "t", Scope: &gophercloud.AuthScope{ProjectID: "p1"}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkResolved(t, OpenStackConfig{OpenStackCredentials: tt.credentials, AuthURL: "http://k/v3"}, tt.want)
		})
	}
}

func checkResolved(t *testing.T, config OpenStackConfig, want gophercloud.AuthOptions) {
	t.Helper()
	got, err := config.resolve()
	if err != nil {
		t.Fatal(err)
	}
	want.IdentityEndpoint = "http://k/v3"
	if diff := cmp.Diff(want, got.auth); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestResolveCertificates(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing.pem")
	tests := map[string]OpenStackConfig{
		"authority":          {CACertFile: missing},
		"client certificate": {Cert: missing, Key: missing},
	}
	for name, config := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := NewOpenStack(config, TransportConfig{}); err == nil || !strings.Contains(err.Error(), "missing.pem") {
				t.Errorf("error %v, want one that names the file", err)
			}
		})
	}
}
