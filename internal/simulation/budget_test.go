package simulation

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
)

// spending is a command, with the most requests that it may send.
type spending struct {
	name string
	do   func(context.Context, *Workspace) Outcome
	most int
}

// many are n resources, of which each has a configuration of its own.
func many(resourceType string, n int, config func(i int) Values) []Resource {
	var all []Resource
	for i := range n {
		all = append(all, Resource{Type: resourceType, Name: fmt.Sprintf("r%04d", i), Config: config(i)})
	}
	return all
}

func applied(resources func(*World) []Resource, most int) spending {
	return spending{"apply", func(ctx context.Context, ws *Workspace) Outcome {
		ws.Resources = resources(ws.world)
		return ws.Apply(ctx, Options{})
	}, most}
}

func refreshed(most int) spending {
	return spending{"refresh", func(ctx context.Context, ws *Workspace) Outcome {
		_, out := ws.Plan(ctx, Options{})
		return out
	}, most}
}

func ended(most int) spending {
	return spending{"destroy", func(ctx context.Context, ws *Workspace) Outcome {
		return ws.Apply(ctx, Options{Destroy: true})
	}, most}
}

func once(do func(context.Context, *Workspace) (Outcome, string), most int) spending {
	return spending{"once", func(ctx context.Context, ws *Workspace) Outcome {
		out, wrong := do(ctx, ws)
		if wrong != "" {
			ws.world.violate("%s", wrong)
		}
		return out
	}, most}
}

func locksBecause(n int, because string) func(*World) []Resource {
	return func(w *World) []Resource {
		return many("custody_resource_lock", n, func(i int) Values {
			return Values{"resource_id": w.share(lockedShare), "lock_reason": fmt.Sprint(because, i)}
		})
	}
}

func appStatus(status string) func(*World) []Resource {
	return func(*World) []Resource {
		return many("custody_developer_app_status", 1, func(int) Values {
			return Values{"developer_email": developer, "app": appName, "status": status}
		})
	}
}

func keysWith(n int, more Values) func(*World) []Resource {
	return func(*World) []Resource { return many(keyType, n, func(int) Values { return key(more) }) }
}

func groupKeysWith(n int, more Values) func(*World) []Resource {
	return func(*World) []Resource { return many(groupKeyType, n, func(int) Values { return groupKey(more) }) }
}

// TestBudget holds each operation to its number of requests. A walk of Terraform begins with a login, and for OpenStack
// with a look at the service's version; apply and destroy are two walks. A lock is made with one request, after one
// look at those that stand; a key that Apigee or the provider generates with two. One app tells of all its keys. To
// destroy keys that are not stored takes one look at their app.
func TestBudget(t *testing.T) {
	t.Parallel()
	own, revoked := Values{"generated_by": "provider"}, Values{"status": "revoked"}
	given, unstored := Values{"consumer_key": ownKey, "consumer_secret": ownSecret}, Values{"store_consumer_key": false}
	tests := map[string]struct {
		provider func(*World) Values
		prepare  func(*World)
		steps    []spending
	}{
		"one lock": {alice, nil, []spending{
			applied(locksBecause(1, "a"), 4), refreshed(3), applied(locksBecause(1, "b"), 6), ended(6),
		}},
		"100 locks": {alice, nil, []spending{applied(locksBecause(100, "a"), 103), refreshed(5), ended(107)}},
		"one generated key": {ci, nil, []spending{
			applied(keysWith(1, nil), 3), refreshed(2), applied(keysWith(1, revoked), 5), ended(4),
		}},
		"one key of our own": {ci, nil, []spending{
			applied(keysWith(1, own), 3), refreshed(2), applied(keysWith(1, merge(own, revoked)), 5), ended(4),
		}},
		"one key that is not stored": {ci, nil, []spending{
			applied(keysWith(1, unstored), 3), refreshed(2), applied(keysWith(1, merge(unstored, revoked)), 5), ended(5),
		}},
		"100 keys that are not stored": {ci, nil, []spending{
			applied(keysWith(100, unstored), 201), refreshed(2),
			applied(keysWith(100, merge(unstored, revoked)), 203), ended(104),
		}},
		"one given key":       {ci, nil, []spending{applied(keysWith(1, given), 3), refreshed(2), ended(4)}},
		"100 generated keys":  {ci, nil, []spending{applied(keysWith(100, nil), 201), refreshed(2), ended(103)}},
		"100 keys of our own": {ci, nil, []spending{applied(keysWith(100, own), 201), refreshed(2), ended(103)}},
		"one key of an app group": {ci, nil, []spending{
			applied(groupKeysWith(1, nil), 3), refreshed(2), applied(groupKeysWith(1, revoked), 5), ended(4),
		}},
		"100 keys of an app group": {ci, nil, []spending{applied(groupKeysWith(100, nil), 201), refreshed(2), ended(103)}},
		"takeover":                 {ci, nil, []spending{applied(takeover(nil), 7), refreshed(2), ended(2)}},
		"data source of a lock":    {alice, beforehand, []spending{once(readLock, 3)}},
		"data source of locks":     {alice, beforehand, []spending{once(readLocks, 3)}},
		"data source of an app":    {ci, nil, []spending{once(readApp, 2)}},
		"data source of a version": {ci, nil, []spending{once(readVersion, 2)}},
		"ephemeral key":            {ci, nil, []spending{once(openKey, 4)}},
		"status of an app": {ci, nil, []spending{
			applied(appStatus("revoked"), 4), refreshed(2), applied(appStatus("approved"), 6), ended(2),
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(Settings{Seed: 1})
				if tt.prepare != nil {
					tt.prepare(w)
				}
				ws := newWorkspace(w, "A", tt.provider(w))
				for i, s := range tt.steps {
					spend(t, ws, fmt.Sprint(i+1, ", ", s.name), s)
				}
			})
		})
	}
}

// spend does a step and counts what it sends.
func spend(t *testing.T, ws *Workspace, name string, s spending) {
	t.Helper()
	before := len(ws.world.records)
	out := s.do(t.Context(), ws)
	ws.world.settle()
	if out.Failed() {
		t.Fatalf("step %s: %s", name, said(out.Diagnostics))
	}
	sent := ws.world.records[before:]
	if len(sent) <= s.most {
		return
	}
	var list strings.Builder
	for _, r := range sent[:min(len(sent), 20)] {
		_, _ = fmt.Fprintln(&list, r.Method, r.Path)
	}
	t.Errorf("step %s sends %d requests, and %d are enough:\n%s", name, len(sent), s.most, list.String())
}
