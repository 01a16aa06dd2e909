package simulation

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"pgregory.net/rapid"
)

// init has each run draw the same few configurations, unless the flags ask for more or for another seed; 0 is another
// one each time.
func init() {
	for name, value := range map[string]string{"rapid.seed": "1", "rapid.checks": "50"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
}

// TestProperties draws configurations from the schema of each resource and holds what must be true of all of them. The
// flag -rapid.checks says how many are drawn for each resource, -rapid.seed which.
func TestProperties(t *testing.T) {
	t.Parallel()
	for _, resource := range slices.Sorted(maps.Keys(schemas().ResourceSchemas)) {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			counts := map[string]int{}
			rapid.Check(t, func(rt *rapid.T) {
				first := config(rt, resource)
				p := &property{
					resource: resource, first: first, second: redraw(rt, resource, first),
					createFirst: rapid.Bool().Draw(rt, "create_before_destroy"), seed: rapid.Uint64().Draw(rt, "seed"),
					counts: counts,
				}
				synctest.Test(t, func(t *testing.T) { p.check(t.Context()) })
				if len(p.wrong) > 0 {
					rt.Fatalf("%s\nfirst %.2000q\nthen %.2000q", strings.Join(p.wrong, "\n"), fmt.Sprint(p.first),
						fmt.Sprint(p.second))
				}
			})
			t.Log(counts)
		})
	}
}

// property is one drawn story: a resource is made, looked at from all sides, changed, and destroyed.
type property struct {
	resource      string
	first, second Values
	createFirst   bool
	seed          uint64

	counts map[string]int
	world  *World
	own    *Workspace
	wrong  []string
}

func (p *property) fail(format string, args ...any) {
	p.wrong = append(p.wrong, fmt.Sprintf(format, args...))
}

func (p *property) check(ctx context.Context) {
	p.world = newWorld(Settings{Seed: p.seed})
	p.own = p.workspace("A", p.first)
	if p.applies(ctx, "first", p.first) {
		p.sides(ctx)
		if p.applies(ctx, "second", p.second) {
			p.sides(ctx)
		}
		p.ends(ctx)
	}
	p.world.settle()
	s := &story{world: p.world, workspaces: []*Workspace{p.own}}
	s.checkSecrets()
	s.checkTexts()
	p.wrong = append(p.wrong, p.world.violations...)
}

func (p *property) workspace(name string, config Values) *Workspace {
	provider := p.world.impersonatedProvider()
	if p.resource == "custody_resource_lock" {
		provider = p.world.openstackProvider(lockUser)
	}
	ws := newWorkspace(p.world, name, provider)
	ws.Resources = p.block(config)
	return ws
}

func (p *property) block(config Values) []Resource {
	return []Resource{{
		Type: p.resource, Name: "a", Config: resolve(p.world, config), CreateBeforeDestroy: p.createFirst,
	}}
}

// applies says that a configuration is in force. What is wrong with it must be said by the plan.
func (p *property) applies(ctx context.Context, which string, config Values) bool {
	before := p.own.Resources
	p.own.Resources = p.block(config)
	written := p.writes()
	made, out := p.own.Plan(ctx, Options{})
	if p.writes() != written {
		p.fail("the %s plan writes", which)
	}
	if out.Failed() {
		p.counts[which+" refused by the plan"]++
		p.own.Resources = before
		return false
	}
	applied := p.own.ApplyPlan(ctx, made)
	if applied.Failed() {
		if p.allows(applied.Diagnostics) {
			p.counts[which+" refused by the server"]++
			p.own.Resources = before
			return false
		}
		p.fail("the %s configuration is planned and fails to apply: %s", which, said(applied.Diagnostics))
		return false
	}
	for _, action := range made.actions() {
		p.counts[which+" "+action]++
	}
	p.isEmpty(ctx, p.own, "after the "+which+" apply", Options{})
	return true
}

func (p *property) isEmpty(ctx context.Context, ws *Workspace, when string, opts Options) {
	_, out := ws.Plan(ctx, opts)
	if out.Failed() {
		p.fail("%s the plan fails: %s", when, said(out.Diagnostics))
	} else if len(out.Changes) > 0 {
		p.fail("%s the plan is not empty: %v", when, out.Changes)
	}
}

func (p *property) writes() int {
	n := 0
	for _, r := range p.world.records {
		if r.writes() {
			n++
		}
	}
	return n
}

// serversOwn are parts of errors for what only the server can know, and the docs say so.
var serversOwn = []string{
	"does not exist under dev@acme.test",            // an app
	"does not exist under storefront",               // an app of an app group
	"does not exist in organization acme",           // a developer
	"is not defined by the API products of the key", // scopes, which products define
	"No such resource found",                        // a share is no access rule
	"takes one lock against",                        // an access rule has one lock against showing
	"(or it may not exist)",                         // an organization
	"Basic Multilingual Plane",                      // what the database of the cloud cannot store
}

func (p *property) allows(all []Diagnostic) bool {
	told := said(all)
	// A plan does not show the provider that the new key comes before the old one is gone.
	if p.createFirst && strings.Contains(told, "The app has a key of that name with another") {
		return true
	}
	return slices.ContainsFunc(serversOwn, func(part string) bool { return strings.Contains(told, part) })
}

// sides looks at the object by import and by list: both must show what the state has.
func (p *property) sides(ctx context.Context) {
	have := p.own.state[p.own.Resources[0].Address()].current
	if have == nil {
		p.fail("nothing is in the state")
		return
	}
	other := p.workspace("B", nil)
	other.Resources = p.own.Resources
	address := p.own.Resources[0].Address()
	options := Options{Import: map[string]string{address: importID(p.resource, have.value)}}
	made, out := other.planFrom(ctx, state{}, options)
	if failed(out.Diagnostics) {
		p.fail("it cannot be imported: %s", said(out.Diagnostics))
		return
	}
	imported := made.refreshed[address].current
	p.isLike("the import", have.value, imported.value)
	if !sameIdentity(have.identity, imported.identity) {
		p.fail("the import has another identity")
	}
	if action := out.Changes[address]; strings.Contains(action, "delete") {
		p.fail("after an import the plan is to %s", action)
	}
	if _, ok := schemas().ListResourceSchemas[p.resource]; ok {
		p.listed(ctx, have, imported)
	}
}

func (p *property) isLike(what string, have, found tftypes.Value) {
	a, b := fields(have), fields(found)
	for name, v := range a {
		if slices.Contains(unknowable[p.resource], name) || v.Equal(b[name]) {
			continue
		}
		p.fail("%s has %s = %s, the state %s", what, name, asJSON(b[name]), asJSON(v))
	}
}

// unknowable are the attributes of which the server knows nothing, or which may be written in several ways.
var unknowable = map[string][]string{
	"custody_resource_lock": {"deletion_protection", "resource_id", "region"},
	keyType: {
		"organization", "developer_email", "app", "api_products", "attributes", "expires_in", "rotate_before_expiry",
		"rotate_when_changed", "deletion_policy", "generated_by", "store_consumer_key", "store_consumer_secret",
		"consumer_key", "consumer_secret", "consumer_secret_wo_version", "ready_for_rotation",
	},
	groupKeyType: {
		"organization", "app_group", "app", "api_products", "attributes", "expires_in", "rotate_before_expiry",
		"rotate_when_changed", "deletion_policy", "store_consumer_key", "store_consumer_secret", "consumer_key",
		"consumer_secret", "consumer_secret_wo_version", "ready_for_rotation",
	},
	statusType:      {"organization", "developer_email", "app"},
	groupStatusType: {"organization", "app_group", "app"},
	takeoverType: {
		"integration", "integration_version", "expected_lock_holder", "triggers", "snapshot_version", "snapshot_number",
		"previous_lock_holder", "taken_over_at",
	},
}

func importID(resource string, v tftypes.Value) string {
	switch resource {
	case "custody_resource_lock":
		return text(v, "region") + "/" + text(v, "id")
	case takeoverType:
		return text(v, "draft_version")
	}
	return text(v, "id")
}

// listed finds the object in the list of its kind.
func (p *property) listed(ctx context.Context, have, imported *object) {
	listConfig := Values{}
	if p.resource == keyType {
		listConfig = Values{"developer_email": developer, "app": appName}
	} else if p.resource == groupKeyType {
		listConfig = Values{"app_group": appGroup, "app": groupAppName}
	} else if name := text(have.value, "region"); name != "" {
		listConfig = Values{"region": name}
	}
	found := false
	p.own.within(ctx, "query", func(proc *process) Outcome {
		var out Outcome
		proc.call(&out.Diagnostics, "ListResource", p.resource, func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			all, err := listAll(ctx, proc, p.resource, listConfig)
			for _, one := range all {
				if sameIdentity(one.Identity, have.identity) {
					found = true
					schema := schemas().ResourceSchemas[p.resource]
					p.isLike("the list", imported.value, decode(schema, one.Resource))
				}
			}
			return nil, err
		})
		if out.Failed() {
			p.fail("it cannot be listed: %s", said(out.Diagnostics))
		}
		return out
	})
	if !found {
		p.fail("it is not in the list")
	}
}

func listAll(
	ctx context.Context, proc *process, resource string, config Values,
) ([]tfprotov6.ListResourceResult, error) {
	lister, ok := proc.server.(tfprotov6.ListResourceServer)
	if !ok {
		return nil, fmt.Errorf("%T lists nothing", proc.server)
	}
	stream, err := lister.ListResource(ctx, &tfprotov6.ListResourceRequest{
		TypeName: resource, Config: dynamic(value(schemas().ListResourceSchemas[resource].ValueType(), config)),
		IncludeResource: true, Limit: 1000,
	})
	if err != nil {
		return nil, err
	}
	var all []tfprotov6.ListResourceResult
	for result := range stream.Results {
		for _, d := range result.Diagnostics {
			if d.Severity == tfprotov6.DiagnosticSeverityError {
				err = fmt.Errorf("%s: %s", d.Summary, d.Detail)
			}
		}
		all = append(all, result)
	}
	return all, err
}

// ends destroys the object. A protected one is let go first, as its error says.
func (p *property) ends(ctx context.Context) {
	if p.resource == "custody_resource_lock" {
		now := p.own.Resources[0].Config
		p.own.Resources[0].Config = merge(now, Values{"deletion_protection": false})
		p.own.Apply(ctx, Options{})
	}
	if out := p.own.Apply(ctx, Options{Destroy: true}); out.Failed() {
		p.fail("it cannot be destroyed: %s", said(out.Diagnostics))
		return
	}
	p.own.Resources = nil
	p.isEmpty(ctx, p.own, "after the destroy", Options{})
}
