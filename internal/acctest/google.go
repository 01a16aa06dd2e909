package acctest

import (
	"fmt"
	"strings"
	"sync"
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
func (a *Apigee) Provider(more ...string) string { return googleProvider(a.Mock, a.token, more) }

// Integrations is a project to test on, shop of a mock server of the test's own.
type Integrations struct {
	Mock *mockserver.Server

	mu     sync.Mutex
	tokens map[string]string
}

// NewIntegrations starts the mock server. It fails the test when a request came for
// which the server has no route.
func NewIntegrations(t *testing.T, opts ...mockserver.Option) *Integrations {
	t.Helper()
	return &Integrations{Mock: StartMock(t, opts...), tokens: map[string]string{}}
}

// As is a provider block for somebody, by e-mail, with more lines for its google
// attribute, which replace as those of Apigee.Provider do.
func (i *Integrations) As(email string, more ...string) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	// A new token in each step would make the configuration of the steps differ.
	if i.tokens[email] == "" {
		i.tokens[email] = i.Mock.IssueGoogleToken(email)
	}
	return googleProvider(i.Mock, i.tokens[email], more)
}

func googleProvider(mock *mockserver.Server, token string, more []string) string {
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
	add("access_token", token, "credentials")
	add("apigee_custom_endpoint", mock.URL())
	add("integrations_custom_endpoint", mock.URL())
	add("organization", "acme")
	for _, line := range more {
		lines = append(lines, "    "+line)
	}
	return fmt.Sprintf("provider \"custody\" {\n  google = {\n%s\n  }\n}\n", strings.Join(lines, "\n"))
}
