package simulation

import "maps"

// A UUID and a fingerprint of nothing.
const (
	aUUID         = "3f2f6a5e-6d0e-4b3c-9a55-0d6f1a1b2c3d"
	noFingerprint = "sha256:0000000000000000"
)

// noCloud takes all attributes away that say where the cloud is and who logs in.
func noCloud(more Values) Values {
	nothing := Values{}
	for _, name := range []string{
		"auth_url", "user_name", "password", "project_name", "user_domain_name", "project_domain_name", "region",
	} {
		nothing[name] = nil
	}
	return merge(nothing, more)
}

func providerMistakes() []mistake {
	lock := Values{"resource_id": "SHARE"}
	onKey := key(nil)
	return []mistake{
		{
			name: "No cloud", of: "custody_resource_lock",
			config:   lock,
			provider: noCloud(nil),
		},
		{name: "Nothing of OpenStack", of: "custody_resource_lock", config: lock, nothing: true},
		{name: "Nothing of Google", of: keyType, config: onKey, nothing: true},
		{
			name: "A wrong path of the identity service", of: "custody_resource_lock",
			config:   lock,
			provider: Values{"auth_url": serverURL + "/v3"},
		},
		{
			name: "An identity service that is no URL", of: "custody_resource_lock",
			config:   lock,
			provider: Values{"auth_url": "keystone.example.com:5000"},
		},
		{name: "A wrong password", of: "custody_resource_lock", config: lock, provider: Values{"password": "wrong"}},
		{
			name: "No project", of: "custody_resource_lock",
			config:   lock,
			provider: Values{"project_name": nil, "project_domain_name": nil},
		},
		{
			name: "A project that is not there", of: "custody_resource_lock",
			config:   lock,
			provider: Values{"project_name": "dmo"},
		},
		{
			name: "A region that the catalog does not have", of: "custody_resource_lock",
			config:   lock,
			provider: Values{"region": "regionone"},
		},
		{
			name: "A cloud without a clouds.yaml", of: "custody_resource_lock",
			config:   lock,
			provider: noCloud(Values{"cloud": "prod"}),
		},
		{name: "No organization", of: keyType, config: onKey, provider: Values{"organization": nil}},
		{name: "An access token that expired", of: keyType, config: onKey, provider: Values{"access_token": "expired"}},
		{
			name: "Credentials that are no JSON", of: keyType,
			config:   onKey,
			provider: Values{"access_token": nil, "credentials": "{"},
		},
		{
			name: "An endpoint that is no URL", of: keyType,
			config:   onKey,
			provider: Values{"apigee_custom_endpoint": "apigee.example.com"},
		},
		{
			name: "A service account that may not be impersonated", of: keyType,
			config:   onKey,
			provider: Values{"impersonate_service_account": "other@shop.iam.gserviceaccount.test"},
		},
	}
}

func lockMistakes() []mistake {
	of := "custody_resource_lock"
	onShare := func(more Values) Values { return merge(Values{"resource_id": "SHARE"}, more) }
	return []mistake{
		{name: "A share by its name", of: of, config: Values{"resource_id": "share-1"}},
		{name: "A share that is not there", of: of, config: Values{"resource_id": aUUID}},
		{
			name: "A share that is not there, looked for at plan", of: of,
			config:   Values{"resource_id": aUUID},
			provider: Values{"check_at_plan": true},
		},
		{name: "A share in deletion, looked for at plan", of: of, config: onShare(nil), provider: Values{"check_at_plan": true}, prepare: func(w *World) {
			w.server.Region(region).SetShareStatus(w.share(lockedShare), "deleting")
		}},
		{
			name: "An access rule that is not there, looked for at plan", of: of,
			config:   Values{"resource_id": aUUID, "resource_type": "access_rule"},
			provider: Values{"check_at_plan": true},
		},
		{
			name: "A user who may only read, looked for at plan", of: of,
			config:   onShare(nil),
			provider: Values{"user_name": "reader", "check_at_plan": true},
		},
		{
			name: "A user of another project", of: of,
			config:   onShare(nil),
			provider: Values{"user_name": "carol", "project_name": "other"},
		},
		{name: "An unknown resource type", of: of, config: onShare(Values{"resource_type": "snapshot"})},
		{name: "An unknown action", of: of, config: onShare(Values{"resource_action": "read"})},
		{name: "An action that shares do not have", of: of, config: onShare(Values{"resource_action": "show"})},
		{name: "A region of one lock that is not there", of: of, config: onShare(Values{"region": "RegionThree"})},
		{name: "A lock id that is no UUID", block: "import", of: of, id: "my-lock", config: onShare(nil)},
		{name: "A lock that is not there", block: "import", of: of, id: aUUID, config: onShare(nil)},
		{name: "A data source of a lock that is not there", block: "data", of: of, config: Values{"id": aUUID}},
		{name: "A data source with a bad id", block: "data", of: of, config: Values{"id": "lock"}},
		{
			name: "A data source with a negative limit", block: "data", of: "custody_resource_locks",
			config: Values{"limit": -1},
		},
		{
			name: "Lifting the locks of what is no UUID", block: "action", of: "custody_lift_resource_locks",
			config: Values{"resource_id": "share-1"},
		},
	}
}

func keyMistakes() []mistake {
	app := Values{"developer_email": developer, "app": appName}
	with := func(more Values) Values { return key(more) }
	without := func(name string) Values {
		config := maps.Clone(key(nil))
		delete(config, name)
		return config
	}
	return []mistake{
		{name: "A lifetime with an unknown unit", of: keyType, config: with(Values{"expires_in": "3 months"})},
		{name: "A lifetime that is too short", of: keyType, config: with(Values{"expires_in": "-1h"})},
		{
			name: "A rotation later than the lifetime", of: keyType,
			config: with(Values{"expires_in": "30d", "rotate_before_expiry": "60d"}),
		},
		{name: "A rotation of a key that never expires", of: keyType, config: with(Values{"rotate_before_expiry": "14d"})},
		{name: "A malformed e-mail", of: keyType, config: with(Values{"developer_email": "dev"})},
		{name: "No app", of: keyType, config: without("app")},
		{name: "An app that is not there", of: keyType, config: with(Values{"app": "portl"})},
		{name: "A developer who is not there", of: keyType, config: with(Values{"developer_email": "dve@acme.test"})},
		{name: "An organization that is not there", of: keyType, config: with(Values{"organization": "acne"})},
		{
			name: "A product that is not there", of: keyType,
			config: with(Values{"api_products": Values{"wether": Values{}}}),
		},
		{
			name: "An app group that is not there", of: "custody_app_group_app_key",
			config: Values{"app_group": "shp", "app": "portal", "api_products": Values{"weather": Values{}}},
		},
		{
			name: "An app that is not there, looked for at plan", of: keyType, config: with(Values{"app": "portl"}),
			provider: Values{"check_at_plan": true},
		},
		{
			name: "Products that are not there, looked for at plan", of: keyType,
			config:   with(Values{"api_products": Values{"weather": Values{}, "wether": Values{}}}),
			provider: Values{"check_at_plan": true},
		},
		{
			name: "An app group that is not there, looked for at plan", of: "custody_app_group_app_key",
			config:   Values{"app_group": "shp", "app": "portal", "api_products": Values{"weather": Values{}}},
			provider: Values{"check_at_plan": true},
		},
		{name: "An unknown status", of: keyType, config: with(Values{"status": "disabled"})},
		{name: "A consumer key without a secret", of: keyType, config: with(Values{"consumer_key": ownKey})},
		{
			name: "A consumer key that Apigee does not take", of: keyType,
			config: with(Values{"consumer_key": "a key", "consumer_secret": ownSecret}),
		},
		{
			name: "A consumer key and generated_by", of: keyType,
			config: with(Values{"consumer_key": ownKey, "consumer_secret": ownSecret, "generated_by": "provider"}),
		},
		{name: "An unknown generated_by", of: keyType, config: with(Values{"generated_by": "google"})},
		{name: "An unknown deletion policy", of: keyType, config: with(Values{"deletion_policy": "keep"})},
		{name: "A key id that is nonsense", block: "import", of: keyType, id: "nonsense", config: with(nil)},
		{
			name: "A key that the app does not have", block: "import", of: keyType,
			id:     "organizations/acme/developers/" + developer + "/apps/portal/keys/sha256:" + "0000000000000000",
			config: with(nil),
		},
		{
			name: "A data source of an app that is not there", block: "data", of: "custody_developer_app",
			config: merge(app, Values{"app": "portl"}),
		},
		{
			name: "An ephemeral key that the app does not have", block: "ephemeral", of: keyType,
			config: merge(app, Values{"key_fingerprint": noFingerprint}),
		},
		{
			name: "An action with an unknown status", block: "action", of: "custody_update_developer_app_status",
			config: merge(app, Values{"status": "off"}),
		},
		{
			name: "A status of an app that is not there", of: "custody_developer_app_status",
			config: merge(app, Values{"app": "portl", "status": "revoked"}),
		},
	}
}

func takeoverMistakes() []mistake {
	return []mistake{
		{name: "An integration without its project", of: takeoverType, config: Values{"integration": "orders"}},
		{
			name: "An integration that is not there", of: takeoverType,
			config: Values{"integration": "projects/shop/locations/europe-west1/integrations/oders"},
		},
		{
			name: "A location that is not there", of: takeoverType,
			config: Values{"integration": "projects/shop/locations/mars/integrations/orders"},
		},
		{name: "Neither an integration nor a version", of: takeoverType, config: Values{}},
		{
			name: "Another holder than expected", of: takeoverType,
			config: Values{"integration": integration, "expected_lock_holder": reviewer},
		},
		{
			name: "An expected holder who is no e-mail", of: takeoverType,
			config: Values{"integration": integration, "expected_lock_holder": "Ana"},
		},
		{
			name: "A version of no integration", block: "data", of: "custody_integration_version",
			config: Values{"integration": "projects/shop/locations/europe-west1/integrations/oders", "state": "ACTIVE"},
		},
	}
}
