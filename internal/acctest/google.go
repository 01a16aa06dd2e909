package acctest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
)

// Apigee is an organization to test on, acme of a mock server of the test's own.
type Apigee struct {
	Mock *mockserver.Server

	token string
}

// NewApigee starts the mock server. It fails the test when a request came for which
// the server has no route.
func NewApigee(t *testing.T, opts ...mockserver.Option) *Apigee {
	t.Helper()
	mock := StartMock(t, opts...)
	return &Apigee{Mock: mock, token: mock.IssueGoogleToken("ana@shop.test")}
}

// Provider is a provider block for somebody who may do everything, with more lines
// for its google attribute. An entry "name = value" replaces the one that is there;
// credentials replace the access token.
func (a *Apigee) Provider(more ...string) string {
	var lines []string
	add := func(name, value string, unless ...string) {
		for _, line := range more {
			for _, other := range append(unless, name) {
				if strings.HasPrefix(strings.TrimSpace(line), other+" ") {
					return
				}
			}
		}
		lines = append(lines, fmt.Sprintf("    %s = %q", name, value))
	}
	add("access_token", a.token, "credentials")
	add("apigee_custom_endpoint", a.Mock.URL())
	add("organization", "acme")
	for _, line := range more {
		lines = append(lines, "    "+line)
	}
	return fmt.Sprintf("provider \"custody\" {\n  google = {\n%s\n  }\n}\n", strings.Join(lines, "\n"))
}
