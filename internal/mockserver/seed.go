package mockserver

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

// Seed is what the server holds when it starts. A part that is absent is that of the default seed.
type Seed struct {
	OpenStack    *openstack.Seed    `json:"openstack,omitempty"`
	Google       *google.Seed       `json:"google,omitempty"`
	Apigee       *apigee.Seed       `json:"apigee,omitempty"`
	Integrations *integrations.Seed `json:"integrations,omitempty"`
}

// DefaultSeed is what a server holds that is given no seed.
func DefaultSeed() Seed {
	cloud, accounts := openstack.DefaultSeed(), google.DefaultSeed()
	organizations, versions := apigee.DefaultSeed(), integrations.DefaultSeed()
	return Seed{OpenStack: &cloud, Google: &accounts, Apigee: &organizations, Integrations: &versions}
}

// ParseSeed reads a seed from JSON. A mistake is a *core.SeedError with its place and what was expected.
func ParseSeed(data []byte) (Seed, error) {
	var seed Seed
	if err := core.DecodeSeed(data, &seed); err != nil {
		return seed, err
	}
	seed = seed.withDefaults()
	scratch := New()
	return seed, errors.Join(
		core.Below("openstack", openstack.Check(*seed.OpenStack)),
		core.Below("google", scratch.Google.Load(*seed.Google)),
		core.Below("apigee", scratch.Apigee.Load(*seed.Apigee)),
		core.Below("integrations", scratch.Integrations.Load(*seed.Integrations)),
	)
}

func (s Seed) withDefaults() Seed {
	all := DefaultSeed()
	if s.OpenStack != nil {
		all.OpenStack = s.OpenStack
	}
	if s.Google != nil {
		all.Google = s.Google
	}
	if s.Apigee != nil {
		all.Apigee = s.Apigee
	}
	if s.Integrations != nil {
		all.Integrations = s.Integrations
	}
	return all
}

// JSON is the seed as a file that ParseSeed reads.
func (s Seed) JSON() []byte {
	text, _ := json.MarshalIndent(s, "", "  ") // cannot fail: it holds nothing but texts, numbers and lists
	return append(text, '\n')
}

// WithSeed sets what the server holds at the start. New panics if there is a mistake in the seed: ParseSeed finds it.
func WithSeed(seed Seed) Option { return func(s *settings) { s.content = seed } }

// load replaces what Google's APIs hold by the seed. OpenStack gets its own while it is made: its regions are routes.
func (s *Server) load(seed Seed) {
	err := errors.Join(
		s.Google.Load(*seed.Google), s.Apigee.Load(*seed.Apigee), s.Integrations.Load(*seed.Integrations),
	)
	if err != nil {
		panic("mockserver: " + err.Error())
	}
}

// Reset brings back the seed, with the same ids, passwords and keys, ends all tokens, puts the clock back, and forgets
// the journal and all faults.
func (s *Server) Reset() {
	s.ResetClock()
	s.OpenStack.Reset()
	s.Google.Reset()
	s.Apigee.Reset()
	s.Integrations.Reset()
	s.ClearFaults()
	s.ResetJournal()
}

const resetHelp = `POST /_mock/reset          back to the seed with the same ids, without faults, journal and tokens, by the machine's time
`

func (s *Server) installReset() {
	s.ControlHelp(resetHelp)
	s.HandleControl("POST /_mock/reset", func(w http.ResponseWriter, _ *http.Request) {
		s.Reset()
		w.WriteHeader(http.StatusNoContent)
	})
}
