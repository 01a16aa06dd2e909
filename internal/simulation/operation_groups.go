package simulation

const (
	groupKeyType = "custody_app_group_app_key"
	appGroup     = "storefront"
	groupAppName = "shop"
)

// groupKey is a key of the seeded app of the app group.
func groupKey(more Values) Values {
	return merge(Values{"app_group": appGroup, "app": groupAppName, "api_products": Values{"weather": Values{}}}, more)
}

func oneGroupKey(createFirst bool, more Values) func(*World) []Resource {
	return func(*World) []Resource {
		return []Resource{{Type: groupKeyType, Name: "a", Config: groupKey(more), CreateBeforeDestroy: createFirst}}
	}
}

// groupOperations are those of the app of an app group. What they share with a developer's is tried there.
func groupOperations() []Operation {
	setUp := Values{"attributes": Values{"team": "blue"}, "scopes": []string{"READ"}, "status": "revoked"}
	given := Values{"consumer_key": ownKey, "consumer_secret": ownSecret}
	before := Values{"rotate_when_changed": Values{"month": "1"}, "attributes": Values{"team": "blue"}}
	later := merge(before, Values{"rotate_when_changed": Values{"month": "2"}})
	status := func(to string) func(*World) []Resource {
		return func(*World) []Resource {
			return []Resource{{Type: "custody_app_group_app_status", Name: "a", Config: Values{
				"app_group": appGroup, "app": groupAppName, "status": to,
			}}}
		}
	}
	return []Operation{
		{Name: "group key/made by the provider with attributes, revoked", Provider: bearer, Config: oneGroupKey(false, setUp)},
		{
			Name: "group key/made by the provider, not stored", Brief: true, Provider: bearer,
			Config: oneGroupKey(false, Values{"store_consumer_key": false}),
		},
		{Name: "group key/bring in", Provider: bearer, Config: oneGroupKey(false, given)},
		{
			Name: "group key/update", Only: (*Record).applies, Provider: bearer, Before: oneGroupKey(false, setUp),
			Config: oneGroupKey(false, Values{
				"api_products": Values{"maps": Values{}, "weather": Values{"status": "revoked"}},
				"attributes":   Values{"team": "red"}, "scopes": []string{},
			}),
		},
		{Name: "group key/rotate", Only: (*Record).applies, Provider: bearer, Before: oneGroupKey(false, before), Config: oneGroupKey(false, later)},
		{
			Name: "group key/rotate, the new one first", Brief: true, Provider: bearer, Before: oneGroupKey(true, before),
			Config: oneGroupKey(true, later),
		},
		{
			Name: "group key/destroy", Only: (*Record).applies, Provider: bearer, Before: oneGroupKey(false, nil), Config: oneGroupKey(false, nil),
			Options: destroyed,
		},
		{Name: "group status/update", Only: (*Record).applies, Provider: bearer, Before: status("revoked"), Config: status("approved")},
	}
}
