package apigee

import (
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

// server is this API with what it stands on, and nothing else.
type server struct {
	*core.Core
	*google.Google
	*Apigee
}

// newServer returns a server with a clock that stands still.
func newServer(t *testing.T, quirks Quirks) (*server, *core.FakeClock) {
	t.Helper()
	clock := core.NewFakeClock(googletest.Time)
	c := core.New(clock)
	g := google.New(c, google.TokenQuirks{})
	return &server{c, g, New(g, quirks)}, clock
}
