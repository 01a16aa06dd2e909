package mockserver

import (
	"testing"
	"time"
)

func TestIntegrationSeed(t *testing.T) {
	t.Parallel()
	for _, quirks := range []IntegrationQuirks{{}, {NoProductInNames: true}, {ProjectIDInNames: true}} {
		s, _, _ := integrationServer(t, quirks)
		for _, name := range []string{OrdersIntegration, ApigeeOrdersIntegration, orders, apigeeOrders} {
			versions := s.Versions(name)
			if len(versions) != 2 || versions[0].State != "ACTIVE" || versions[1].State != "DRAFT" ||
				versions[1].LockHolder != ana || !versions[1].Locked {
				t.Errorf("%+v: %s: %+v", quirks, name, versions)
			}
		}
		if len(s.Mails()) != 0 || s.Takeovers() != 0 || s.VersionsCreated() != 0 {
			t.Errorf("%+v: the seed counts", quirks)
		}
	}
}

func TestIntegrationOthersAct(t *testing.T) {
	t.Parallel()
	const name = OrdersIntegration
	tests := map[string]struct {
		act  func(s *Server) IntegrationVersion
		want IntegrationVersion // the fields state, number, description, holder, locked, modifier
	}{
		"take over": {
			func(s *Server) IntegrationVersion { return s.TakeOver(ben, name) },
			IntegrationVersion{
				State: "DRAFT", SnapshotNumber: 3, Description: "second", LockHolder: ben, Locked: true,
				LastModifierEmail: ben,
			},
		},
		"edit": {
			func(s *Server) IntegrationVersion { return s.EditDraft(ana, name, "edited") },
			IntegrationVersion{
				State: "DRAFT", SnapshotNumber: 2, Description: "edited", LockHolder: ana, Locked: true,
				LastModifierEmail: ana,
			},
		},
		"publish": {
			func(s *Server) IntegrationVersion { return s.Publish(ana, name) },
			IntegrationVersion{State: "ACTIVE", SnapshotNumber: 2, Description: "second", LastModifierEmail: ana},
		},
		"delete": {
			func(s *Server) IntegrationVersion { return s.DeleteVersion(ana, name) },
			IntegrationVersion{State: "ARCHIVED", SnapshotNumber: 2, Description: "second", LastModifierEmail: ana},
		},
		"release": {
			func(s *Server) IntegrationVersion { return s.ReleaseLock(name) },
			IntegrationVersion{State: "DRAFT", SnapshotNumber: 2, Description: "second", LastModifierEmail: ana},
		},
		"create": {
			func(s *Server) IntegrationVersion { return s.CreateDraft(ben, name, "third") },
			IntegrationVersion{
				State: "DRAFT", SnapshotNumber: 3, Description: "third", LockHolder: ben, Locked: true,
				LastModifierEmail: ben,
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, _ := integrationServer(t, IntegrationQuirks{})
			got := tt.act(s)
			if again, ok := s.Version(got.Name); !ok || again != got {
				t.Errorf("by its name it is %+v", again)
			}
			got.Name, got.ID, got.CreateTime, got.UpdateTime = "", "", time.Time{}, time.Time{}
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestIntegrationOthersPanicOnWhatIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]func(s *Server){
		"no such version": func(s *Server) { s.TakeOver(ben, OrdersIntegration+"/versions/x") },
		"no name":         func(s *Server) { s.TakeOver(ben, "orders") },
		"refused":         func(s *Server) { s.EditDraft(ben, OrdersIntegration, "x") },
	}
	for name, act := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, _ := integrationServer(t, IntegrationQuirks{})
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
				if draft, _ := s.Version(OrdersIntegration); draft.Description != "second" {
					t.Errorf("draft: %+v", draft)
				}
			}()
			act(s)
		})
	}
}

func TestIntegrationQuirksCanChange(t *testing.T) {
	t.Parallel()
	s, clock, ids := integrationServer(t, IntegrationQuirks{})
	clock.Advance(time.Hour)
	getAsAna("{draft}", seededDraft).runIn(t, s, ids)
	s.SetIntegrations(IntegrationQuirks{NoProductInNames: true, HideLapsedHolder: true})
	version, _ := s.Version(ApigeeOrdersIntegration)
	if version.Name != orders+"/versions/"+version.ID || version.Locked || version.LockHolder != ana {
		t.Errorf("version: %+v", version)
	}
}
