package simulation

import (
	"slices"
	"strings"
)

const takeoverType = "custody_edit_lock_takeover"

func takeover(more Values) func(*World) []Resource {
	return func(*World) []Resource {
		return []Resource{{Type: takeoverType, Name: "a", Config: merge(Values{"integration": integration}, more)}}
	}
}

func takeoverOperations() []Operation {
	three := func(*World) []Resource {
		var all []Resource
		for _, name := range []string{"a", "b", "c"} {
			all = append(all, Resource{Type: takeoverType, Name: name, Config: Values{"integration": integration}})
		}
		return all
	}
	again := func(n string) func(*World) []Resource { return takeover(Values{"triggers": Values{"n": n}}) }
	impersonated := func(w *World) Values { return w.impersonatedProvider() }
	person := func(w *World) Values { return w.tokenProvider(reviewer) }
	byDefault := func(w *World) Values { return w.defaultProvider() }
	version := func(w *World) []Resource {
		return []Resource{{Type: takeoverType, Name: "a", Config: Values{"integration_version": w.firstDraft}}}
	}
	return slices.Concat([]Operation{
		{Name: "takeover/create", Provider: ci, Logins: true, Config: takeover(nil), Takeovers: 1},
		{Name: "takeover/of a version", Only: (*Record).applies, Provider: impersonated, Config: version, Takeovers: 1, Tells: "Only a draft has an edit lock"},
		{Name: "takeover/expecting the holder", Only: (*Record).applies, Pairs: true, Provider: impersonated, Config: takeover(Values{"expected_lock_holder": colleague}), Takeovers: 1, Tells: "expected_lock_holder"},
		{Name: "takeover/again", Only: (*Record).applies, Provider: impersonated, Before: again("1"), Config: again("2")},
		{
			Name: "takeover/again after the colleague took it back", Only: (*Record).creates, Provider: impersonated, Before: again("1"), Between: (*World).takeBack,
			Config: again("2"), Takeovers: 1,
		},
		{Name: "takeover/refresh", Provider: impersonated, Before: takeover(nil), Config: takeover(nil)},
		{Name: "takeover/three at once", Only: (*Record).creates, Provider: impersonated, Config: three, Takeovers: 1},
		{Name: "takeover/by a person", Only: (*Record).applies, Pairs: true, Provider: person, Config: takeover(nil), Takeovers: 1},
		{
			Name: "takeover/by the person who holds the lock", Only: (*Record).applies, Pairs: true, Provider: person, Config: takeover(nil), Takeovers: 1,
			Prepare: (*World).otherTakesOver,
		},
		{
			Name: "takeover/again, with default credentials", Brief: true, Provider: byDefault, Before: again("1"), Config: again("2"),
		},
		{Name: "takeover/three at once, with default credentials", Brief: true, Provider: byDefault, Config: three, Takeovers: 1},
		{Name: "takeover/create with default credentials", Brief: true, Provider: byDefault, Config: takeover(nil), Takeovers: 1},
		{Name: "takeover/three at once by a person", Only: (*Record).creates, Pairs: true, Provider: person, Config: three, Takeovers: 1},
		{Name: "takeover/in two runs", Only: (*Record).creates, Provider: impersonated, Config: takeover(nil), Runs: 2, Takeovers: 1},
		{
			Name: "takeover/destroy", Provider: impersonated, Before: takeover(nil), Config: takeover(nil),
			Options: destroyed,
		},
	}, renamedIntegration())
}

// renamedIntegration writes the project's number in the place of its id, which is no other integration.
func renamedIntegration() []Operation {
	numbered := strings.Replace(integration, "/shop/", "/"+projectNumber+"/", 1)
	return []Operation{{
		Name: "takeover/the project by its number", Provider: func(w *World) Values { return w.tokenProvider(reviewer) },
		Before: takeover(nil), Config: takeover(Values{"integration": numbered}),
		Check: func(w *World, _ []*Workspace) []string {
			if w.takeovers() > 1 {
				return []string{"the lock was taken over again because the project is written otherwise"}
			}
			return nil
		},
	}}
}
