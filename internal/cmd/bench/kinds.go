package main

import (
	"fmt"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

// kind is a kind of objects to make many of.
type kind struct {
	name, program, source string
	// resource is its type, and body its arguments.
	resource string
	body     func(*mockserver.Server) string
	// seed, if there is one, makes object i on the server and changes a copy of another one's attributes to match, so
	// that a state of many need not be applied.
	seed func(server *mockserver.Server, i int, attributes, identity map[string]any)
}

const (
	custodySource = "terraform-provider-custody/custody"
	region        = "RegionOne"
	locker        = "alice"
)

// kinds has hashicorp/time's first.
var kinds = []kind{
	{
		name: "time", program: timeName, source: "hashicorp/time", resource: "time_static",
		body: func(*mockserver.Server) string { return "" },
		seed: func(*mockserver.Server, int, map[string]any, map[string]any) {},
	},
	{
		name: "locks", program: custodyName, source: custodySource, resource: "custody_resource_lock",
		body: func(server *mockserver.Server) string {
			share := server.Fixture().Shares["share-1"]
			return fmt.Sprintf("  resource_id = %q\n  lock_reason = \"Benchmark ${count.index}\"\n", share)
		},
		seed: seedLock,
	},
	{
		name: "own_keys", program: custodyName, source: custodySource, resource: "custody_developer_app_key",
		body: func(*mockserver.Server) string { return keyBody + "  generated_by = \"provider\"\n" },
		seed: seedKey,
	},
	{
		name: "generated_keys", program: custodyName, source: custodySource, resource: "custody_developer_app_key",
		body: func(*mockserver.Server) string { return keyBody },
		seed: seedKey,
	},
}

// The app that has the keys.
const (
	organization = "acme"
	developer    = "dev@acme.test"
	app          = "portal"
	product      = "weather"
)

var keyBody = fmt.Sprintf("  developer_email = %q\n  app = %q\n  api_products = { %s = {} }\n", developer, app, product)

func kindNames() []string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// requires is the configuration's part that names the provider.
func (k kind) requires() string {
	return fmt.Sprintf("terraform {\n  required_providers {\n    %s = { source = %q }\n  }\n}\n", k.localName(), k.source)
}

func (k kind) localName() string {
	if k.program == timeName {
		return "time"
	}
	return "custody"
}

func (k kind) config(server *mockserver.Server, n int) string {
	return k.requires() + fmt.Sprintf("resource %q \"many\" {\n  count = %d\n%s}\n", k.resource, n, k.body(server))
}

func seedLock(server *mockserver.Server, i int, attributes, identity map[string]any) {
	reason := fmt.Sprintf("Benchmark %d", i)
	made := server.Now().Truncate(time.Second).Add(time.Duration(i) * time.Millisecond)
	lock := server.Region(region).CreateLock(locker, openstack.Lock{
		ResourceID: server.Fixture().Shares["share-1"], ResourceType: "share", ResourceAction: "delete", LockReason: &reason,
		CreatedAt: made,
	})
	attributes["id"], attributes["lock_reason"] = lock.ID, reason
	attributes["created_at"] = made.Format(time.RFC3339Nano)
	if identity != nil {
		identity["id"] = lock.ID
	}
}

func seedKey(server *mockserver.Server, i int, attributes, identity map[string]any) {
	made := server.Now().Truncate(time.Second).Add(time.Duration(i) * time.Millisecond)
	key := server.AddKey(organization, developer, app, apigee.Key{
		Products: []apigee.KeyProduct{{Name: product, Status: "approved"}}, IssuedAt: made,
	})
	fingerprint := apigee.KeyFingerprint(key.ConsumerKey)
	attributes["consumer_key"], attributes["consumer_secret"] = key.ConsumerKey, key.ConsumerSecret
	attributes["key_fingerprint"], attributes["issued_at"] = fingerprint, made.Format(time.RFC3339Nano)
	attributes["id"] = fmt.Sprintf("organizations/%s/developers/%s/apps/%s/keys/%s", organization, developer, app, fingerprint)
	if identity != nil {
		identity["key_fingerprint"] = fingerprint
	}
}
