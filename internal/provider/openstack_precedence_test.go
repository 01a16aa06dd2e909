package provider

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

// precedence is a configuration over enough of an environment, and what it comes to.
type precedence struct {
	openstack values
	env       map[string]string
	want      client.OpenStackConfig
}

func checkPrecedence(t *testing.T, tests map[string]precedence) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			setEnvironment(t, enough, tt.env)
			got, err := tt.openstack.openstack(t).resolve()
			if err != nil {
				t.Fatal(err)
			}
			if tt.want.EndpointOverrides == nil {
				tt.want.EndpointOverrides = map[string]string{"sharev2": "", "shared-file-system": ""}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPrecedence(t *testing.T) {
	enoughUser := client.OpenStackCredentials{
		UserName: "env-user", Password: "env-password", ProjectName: "env-project", DefaultDomain: "default",
	}
	checkPrecedence(t, map[string]precedence{
		"the environment alone": {
			nil, nil, client.OpenStackConfig{AuthURL: "http://k/v3", OpenStackCredentials: enoughUser},
		},
		"attributes before the environment": {
			values{
				"auth_url": "http://a/v3", "user_name": "alice", "password": "p", "project_name": "demo", "region": "north",
				"default_domain": "d1",
			},
			map[string]string{"OS_REGION_NAME": "south", "OS_DEFAULT_DOMAIN": "d2"},
			client.OpenStackConfig{AuthURL: "http://a/v3", Region: "north", OpenStackCredentials: client.OpenStackCredentials{
				UserName: "alice", Password: "p", ProjectName: "demo", DefaultDomain: "d1",
			}},
		},
		"an id before the environment's name": {
			values{"user_id": "u1", "project_id": "p1"},
			nil,
			client.OpenStackConfig{AuthURL: "http://k/v3", OpenStackCredentials: client.OpenStackCredentials{
				UserID: "u1", Password: "env-password", ProjectID: "p1", DefaultDomain: "default",
			}},
		},
		"the first of two variables": {
			nil,
			map[string]string{"OS_TENANT_NAME": "old", "OS_ENDPOINT_TYPE": "internal", "OS_INTERFACE": "admin"},
			client.OpenStackConfig{AuthURL: "http://k/v3", EndpointType: "internal", OpenStackCredentials: enoughUser},
		},
		"a cloud: who logs in is not read from the environment": {
			values{"cloud": "demo", "password": "p"},
			map[string]string{"OS_TOKEN": "t", "OS_CLOUD": "other"},
			client.OpenStackConfig{Cloud: "demo", OpenStackCredentials: client.OpenStackCredentials{
				Password: "p", DefaultDomain: "default",
			}},
		},
		"a cloud of the environment": {
			nil,
			map[string]string{"OS_CLOUD": "demo"},
			client.OpenStackConfig{Cloud: "demo", OpenStackCredentials: client.OpenStackCredentials{DefaultDomain: "default"}},
		},
		"an URL before a cloud of the environment": {
			values{"auth_url": "http://a/v3"},
			map[string]string{"OS_CLOUD": "demo"},
			client.OpenStackConfig{AuthURL: "http://a/v3", OpenStackCredentials: enoughUser},
		},
		"an override before that of the environment": {
			values{"endpoint_overrides": types.MapValueMust(types.StringType,
				map[string]attr.Value{"sharev2": types.StringValue("http://m/v2")})},
			map[string]string{
				"OS_SHAREV2_ENDPOINT_OVERRIDE": "http://other", "OS_SHARED_FILE_SYSTEM_ENDPOINT_OVERRIDE": "http://official",
			},
			client.OpenStackConfig{
				AuthURL: "http://k/v3", OpenStackCredentials: enoughUser,
				EndpointOverrides: map[string]string{"sharev2": "http://m/v2"},
			},
		},
		"an override by the official name before that of the environment": {
			values{"endpoint_overrides": types.MapValueMust(types.StringType,
				map[string]attr.Value{"shared-file-system": types.StringValue("http://m/v2")})},
			map[string]string{"OS_SHAREV2_ENDPOINT_OVERRIDE": "http://other"},
			client.OpenStackConfig{
				AuthURL: "http://k/v3", OpenStackCredentials: enoughUser,
				EndpointOverrides: map[string]string{"shared-file-system": "http://m/v2"},
			},
		},
	})
}

func TestPrecedenceOfWaysToLogIn(t *testing.T) {
	checkPrecedence(t, map[string]precedence{
		"a password before a token of the environment": {
			values{"password": "p"},
			map[string]string{"OS_TOKEN": "t", "OS_APPLICATION_CREDENTIAL_ID": "a1"},
			client.OpenStackConfig{AuthURL: "http://k/v3", OpenStackCredentials: client.OpenStackCredentials{
				UserName: "env-user", Password: "p", ProjectName: "env-project", DefaultDomain: "default",
			}},
		},
		"a token before a password of the environment": {
			values{"token": "t"},
			nil,
			client.OpenStackConfig{AuthURL: "http://k/v3", OpenStackCredentials: client.OpenStackCredentials{
				UserName: "env-user", Token: "t", ProjectName: "env-project", DefaultDomain: "default",
			}},
		},
	})
}

func TestPrecedenceOfInsecure(t *testing.T) {
	tests := map[string]struct {
		openstack values
		env       string
		want      *bool
	}{
		"neither":                  {nil, "", nil},
		"the variable":             {nil, "1", new(true)},
		"the variable, off":        {nil, "False", new(false)},
		"the attribute before it":  {values{"insecure": false}, "true", new(false)},
		"the attribute by itself":  {values{"insecure": true}, "", new(true)},
		"the attribute, env wrong": {values{"insecure": true}, "perhaps", new(true)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			setEnvironment(t, enough, map[string]string{"OS_INSECURE": tt.env})
			got, err := tt.openstack.openstack(t).resolve()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Insecure); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPrecedenceOfServiceTokens(t *testing.T) {
	svc := &client.OpenStackCredentials{UserName: "svc", Password: "sp", DefaultDomain: "default"}
	service := map[string]string{"OS_SERVICE_USERNAME": "svc", "OS_SERVICE_PASSWORD": "sp"}
	tests := map[string]struct {
		openstack values
		env       map[string]string
		token     string
		auth      *client.OpenStackCredentials
	}{
		"neither": {nil, nil, "", nil},
		"a token": {
			values{"service_token": "st"}, map[string]string{"OS_SERVICE_TOKEN": "other"}, "st", nil,
		},
		"a token of the env":        {nil, map[string]string{"OS_SERVICE_TOKEN": "st"}, "st", nil},
		"a user":                    {values{"service_auth": values{"user_name": "svc", "password": "sp"}}, nil, "", svc},
		"a user of the environment": {nil, service, "", svc},
		"a credential of the environment": {
			nil, map[string]string{
				"OS_SERVICE_APPLICATION_CREDENTIAL_ID": "a1", "OS_SERVICE_APPLICATION_CREDENTIAL_SECRET": "s",
			}, "", &client.OpenStackCredentials{
				ApplicationCredentialID: "a1", ApplicationCredentialSecret: "s", DefaultDomain: "default",
			},
		},
		"a user, the password of the environment": {
			values{"service_auth": values{"user_name": "svc"}}, map[string]string{"OS_SERVICE_PASSWORD": "sp"}, "", svc,
		},
		"a user before a token of the environment": {
			values{"service_auth": values{"user_name": "svc", "password": "sp"}},
			map[string]string{"OS_SERVICE_TOKEN": "other"},
			"", svc,
		},
		"a token before a user of the environment": {values{"service_token": "st"}, service, "st", nil},
		"a token before half a user of the environment": {
			values{"service_token": "st"}, map[string]string{"OS_SERVICE_USERNAME": "svc"}, "st", nil,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			setEnvironment(t, enough, tt.env)
			got, err := tt.openstack.openstack(t).resolve()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]any{tt.token, tt.auth}, []any{got.ServiceToken, got.ServiceAuth}); diff != "" {
				t.Errorf("token and login (-want +got):\n%s", diff)
			}
		})
	}
}

func TestIncomplete(t *testing.T) {
	tests := map[string]struct {
		openstack values
		env       map[string]string
		want      string
	}{
		"nothing":     {nil, nil, "no OpenStack cloud is configured"},
		"no URL":      {values{"user_name": "alice", "password": "p"}, nil, "no OpenStack cloud is configured"},
		"a wrong URL": {nil, map[string]string{"OS_AUTH_URL": "k:5000/v3"}, "auth_url (or OS_AUTH_URL) must be a URL"},
		"a wrong side": {
			values{"auth_url": "http://k", "token": "t"}, map[string]string{"OS_INTERFACE": "sideways"}, "endpoint_type",
		},
		"a wrong flag": {
			nil, map[string]string{"OS_INSECURE": "perhaps", "OS_CLOUD": "demo"}, "OS_INSECURE must be true or false",
		},
		"nobody":      {values{"auth_url": "http://k"}, nil, "no credentials for OpenStack"},
		"no user":     {values{"auth_url": "http://k", "password": "hunter2"}, nil, "password needs user_name or user_id"},
		"no password": {values{"auth_url": "http://k", "user_id": "u1"}, nil, `user "u1" needs password`},
		"no project": {
			values{"auth_url": "http://k", "user_id": "u1", "password": "hunter2"}, nil, "set project_name or project_id",
		},
		"no secret": {
			values{"auth_url": "http://k", "application_credential_id": "a1"}, nil, "needs application_credential_secret",
		},
		"nobody's name": {
			values{"auth_url": "http://k", "application_credential_name": "ci", "application_credential_secret": "hunter2"},
			nil,
			"application_credential_name needs user_name or user_id",
		},
		"service: nobody": {
			values{"service_auth": values{"project_name": "service"}}, enough, "service_auth: no credentials",
		},
		"service: no password": {
			values{"service_auth": values{"user_name": "svc"}}, enough, `service_auth: user "svc" needs password`,
		},
		"service: no password, with a cloud": {
			values{"cloud": "demo", "service_auth": values{"user_name": "svc"}}, nil, `service_auth: user "svc" needs password`,
		},
		"a wrong side, with a cloud": {
			values{"cloud": "demo"}, map[string]string{"OS_INTERFACE": "sideways"}, "endpoint_type",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			setEnvironment(t, tt.env)
			_, err := tt.openstack.openstack(t).resolve()
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error %v, want %q and no password", err, tt.want)
			}
		})
	}
}

func TestComplete(t *testing.T) {
	tests := map[string]values{
		"a cloud": {"cloud": "demo"},
		"a token": {"auth_url": "http://k", "token": "t"},
		"a user for the system": {
			"auth_url": "http://k", "user_id": "u1", "password": "p", "system_scope": "all",
		},
		"an application credential": {
			"auth_url": "http://k", "application_credential_id": "a1", "application_credential_secret": "s",
		},
		"a service without a project": {
			"auth_url": "http://k", "token": "t", "service_auth": values{"user_id": "u2", "password": "p"},
		},
	}
	for name, openstack := range tests {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			if _, err := openstack.openstack(t).resolve(); err != nil {
				t.Error(err)
			}
		})
	}
}
