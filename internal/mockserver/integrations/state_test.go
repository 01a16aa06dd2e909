package integrations

import (
	"testing"
	"time"
)

func TestSeed(t *testing.T) {
	t.Parallel()
	for _, quirks := range []Quirks{{}, {NoProductInNames: true}, {ProjectIDInNames: true}} {
		s, _, _ := newIntegrations(t, quirks)
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

func TestOthersAct(t *testing.T) {
	t.Parallel()
	const name = OrdersIntegration
	tests := map[string]struct {
		act  func(s *server) Version
		want Version // the fields state, number, description, holder, locked, modifier
	}{
		"take over": {
			func(s *server) Version { return s.TakeOver(ben, name) },
			Version{
				State: "DRAFT", SnapshotNumber: 3, Description: "second", LockHolder: ben, Locked: true,
				LastModifierEmail: ben,
			},
		},
		"edit": {
			func(s *server) Version { return s.EditDraft(ana, name, "edited") },
			Version{
				State: "DRAFT", SnapshotNumber: 2, Description: "edited", LockHolder: ana, Locked: true,
				LastModifierEmail: ana,
			},
		},
		"publish": {
			func(s *server) Version { return s.Publish(ana, name) },
			Version{State: "ACTIVE", SnapshotNumber: 2, Description: "second", LastModifierEmail: ana},
		},
		"delete": {
			func(s *server) Version { return s.DeleteVersion(ana, name) },
			Version{State: "ARCHIVED", SnapshotNumber: 2, Description: "second", LastModifierEmail: ana},
		},
		"release": {
			func(s *server) Version { return s.ReleaseLock(name) },
			Version{State: "DRAFT", SnapshotNumber: 2, Description: "second", LastModifierEmail: ana},
		},
		"create": {
			func(s *server) Version { return s.CreateDraft(ben, name, "third") },
			Version{
				State: "DRAFT", SnapshotNumber: 3, Description: "third", LockHolder: ben, Locked: true,
				LastModifierEmail: ben,
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, _ := newIntegrations(t, Quirks{})
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

func TestOthersPanicOnWhatIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]func(s *server){
		"no such version": func(s *server) { s.TakeOver(ben, OrdersIntegration+"/versions/x") },
		"no name":         func(s *server) { s.TakeOver(ben, "orders") },
		"refused":         func(s *server) { s.EditDraft(ben, OrdersIntegration, "x") },
	}
	for name, act := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, _ := newIntegrations(t, Quirks{})
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

func TestQuirksCanChange(t *testing.T) {
	t.Parallel()
	s, clock, ids := newIntegrations(t, Quirks{})
	clock.Advance(time.Hour)
	getAsAna("{draft}", seededDraft).runIn(t, s, ids)
	s.SetIntegrations(Quirks{NoProductInNames: true, HideLapsedHolder: true})
	version, _ := s.Version(ApigeeOrdersIntegration)
	if version.Name != orders+"/versions/"+version.ID || version.Locked || version.LockHolder != ana {
		t.Errorf("version: %+v", version)
	}
}
