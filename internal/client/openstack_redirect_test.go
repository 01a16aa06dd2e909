package client

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s came to another host", r.Method, r.URL.Path)
	}))
	defer elsewhere.Close()
	keystone := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer keystone.Close()

	cloud, err := NewOpenStack(OpenStackConfig{
		AuthURL: keystone.URL + "/v3",
		OpenStackCredentials: OpenStackCredentials{
			UserName: "alice", Password: "not-a-secret", UserDomainID: "default", ProjectID: "p1",
		},
	}, TransportConfig{RequestTimeout: DefaultRequestTimeout})
	if err != nil {
		t.Fatal(err)
	}
	_, err = cloud.SharedFileSystem(t.Context(), "")
	if answer, ok := AsAPIError(err); !ok || answer.Status != http.StatusTemporaryRedirect {
		t.Errorf("got %v, wanted the redirect itself", err)
	}
}
