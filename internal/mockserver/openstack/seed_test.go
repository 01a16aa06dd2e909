package openstack

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

const fullSeed = `{
	"projects": [{"name": "p", "id": "0123456789abcdef0123456789abcdef"}],
	"users": [{"name": "u", "id": "1123456789abcdef0123456789abcdef", "password": "pw", "project": "p", "roles": ["member"],
		"system_roles": ["reader"], "application_credentials": [
			{"name": "c", "id": "2123456789abcdef0123456789abcdef", "secret": "s"}]}],
	"regions": [{"name": "RegionOne",
		"shares": [{"name": "data", "id": "00000000-0000-4000-8000-000000000001", "user": "u", "status": "error", "share_proto": "CIFS",
			"size": 3, "description": "d", "is_public": true, "created_at": "2026-01-02T03:04:05Z"}],
		"access_rules": [{"id": "00000000-0000-4000-8000-000000000002", "share": "data", "access_type": "user", "access_to": "x",
			"access_level": "ro", "state": "denying", "created_at": "2026-01-02T03:04:05Z"}],
		"locks": [
			{"id": "00000000-0000-4000-8000-000000000003", "user": "u", "resource": "data", "lock_reason": "", "lock_context": "service",
				"created_at": "2026-01-02T03:04:05Z"},
			{"user": "u", "resource_type": "access_rule", "resource": "00000000-0000-4000-8000-000000000002", "resource_action": "show"}]}]}`

func readSeed(t *testing.T, text string) Seed {
	t.Helper()
	var seed Seed
	if err := core.DecodeSeed([]byte(text), &seed); err != nil {
		t.Fatal(err)
	}
	return seed
}

func TestSeedIsHonoured(t *testing.T) {
	t.Parallel()
	s := started(t, WithSeed(readSeed(t, fullSeed)))
	if f := s.Fixture(); f.Projects["p"] != "0123456789abcdef0123456789abcdef" || f.Users["u"] != "1123456789abcdef0123456789abcdef" ||
		f.ApplicationCredentialID != "2123456789abcdef0123456789abcdef" || f.Shares["data"] != "00000000-0000-4000-8000-000000000001" ||
		f.AccessRule.ID != "00000000-0000-4000-8000-000000000002" || s.Password("u") != "pw" || s.Password("c") != "s" {
		t.Errorf("fixture %+v", f)
	}
	locks := s.Locks()
	if len(locks) != 2 || locks[0].LockContext != "service" || *locks[0].LockReason != "" || locks[1].ResourceAction != "show" ||
		locks[1].LockContext != "user" || locks[0].ID != "00000000-0000-4000-8000-000000000003" {
		t.Errorf("locks %+v", locks)
	}
	sh, rule := s.shares[0], s.rules[0]
	if sh.status != "error" || sh.protocol != "CIFS" || sh.size != int64(3) || sh.description != "d" || !sh.public ||
		rule.kind != "user" || rule.level != "ro" || rule.state != "denying" || rule.createdAt.Year() != 2026 {
		t.Errorf("share %+v, rule %+v", sh, rule)
	}
	if clouds := s.CloudsYAML(); !strings.Contains(clouds, "  u:\n") || !strings.Contains(clouds, "  c:\n") || strings.Contains(clouds, "alice") {
		t.Errorf("clouds.yaml: %s", clouds)
	}
}

func TestSeedMistakes(t *testing.T) {
	t.Parallel()
	const no = `is not expected here; expected one of `
	tests := map[string]struct{ from, to, want string }{
		"project's id":      {"0123456789abcdef0123456789abcdef", "P", `projects[0].id: "P" is no id of Keystone; expected 32 hexadecimal digits in lower case`},
		"user's project":    {`"project": "p"`, `"project": "q"`, `users[0].project: "q" ` + no + `p`},
		"role":              {`"roles": ["member"]`, `"roles": ["boss"]`, `users[0].roles[0]: "boss" ` + no + `admin, manager, member, reader, service`},
		"system role":       {`"system_roles": ["reader"]`, `"system_roles": ["boss"]`, `users[0].system_roles[0]: "boss"`},
		"same id":           {"1123456789abcdef", "0123456789abcdef", `users[0].id: "0123456789abcdef0123456789abcdef" is there twice`},
		"credential's id":   {"2123456789abcdef0123456789abcdef", "x", `users[0].application_credentials[0].id: "x" is no id`},
		"no name":           {`{"name": "u"`, `{"name": ""`, `users[0].name: "" is empty or there twice`},
		"no project's name": {`{"name": "p"`, `{"name": ""`, `projects[0].name: "" is empty or there twice`},
		"share's id":        {"00000000-0000-4000-8000-000000000001", "1", `regions[0].shares[0].id: "1" is no UUID`},
		"share's user":      {`"user": "u", "status"`, `"user": "v", "status"`, `regions[0].shares[0].user: "v" ` + no + `u`},
		"share's name":      {`"name": "data"`, `"name": ""`, `regions[0].shares[0].name: "" is empty or there twice`},
		"rule's share":      {`"share": "data"`, `"share": "x"`, `regions[0].access_rules[0].share: "x" ` + no + `data`},
		"rule's type":       {`"access_type": "user"`, `"access_type": "x"`, `regions[0].access_rules[0].access_to: Only ip, user, cert or cephx`},
		"rule's level":      {`"access_level": "ro"`, `"access_level": "x"`, `regions[0].access_rules[0].access_level: "x" ` + no + `rw, ro`},
		"rule's id":         {`"id": "00000000-0000-4000-8000-000000000002"`, `"id": "00000000-0000-4000-8000-000000000001"`, `regions[0].access_rules[0].id: "00000000-0000-4000-8000-000000000001" is there twice`},
		"lock's user":       {`"user": "u", "resource"`, `"user": "v", "resource"`, `regions[0].locks[0].user: "v" ` + no + `u`},
		"lock's share":      {`"resource": "data"`, `"resource": "x"`, `regions[0].locks[0].resource: "x" ` + no + `data`},
		"lock's rule":       {`"resource": "00000000-0000-4000-8000-000000000002"`, `"resource": "x"`, `regions[0].locks[1].resource: "x" ` + no},
		"lock's type":       {`"resource_type": "access_rule"`, `"resource_type": "x"`, `regions[0].locks[1].resource_type: "x" ` + no + `share, access_rule`},
		"lock's action":     {`"resource": "data"`, `"resource": "data", "resource_action": "show"`, `regions[0].locks[0].resource_action: "show" is no action of a share`},
		"lock's context":    {`"lock_context": "service"`, `"lock_context": "x"`, `regions[0].locks[0].lock_context: "x" ` + no + `user, service, admin`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(fullSeed, tt.from, tt.to, 1)
			if err := Check(readSeed(t, text)); err == nil || !strings.HasPrefix(err.Error(), tt.want) || text == fullSeed {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			s := started(t)
			before := s.Fixture()
			if s.Load(readSeed(t, text)) == nil || !reflect.DeepEqual(before, s.Fixture()) {
				t.Error("a refused seed has changed something")
			}
		})
	}
}

func TestSeedRegions(t *testing.T) {
	t.Parallel()
	seed := DefaultSeed()
	seed.Regions = append(seed.Regions, SeedRegion{Name: "Two", Shares: []SeedShare{{Name: "far", User: "bob"}}})
	s := started(t, WithSeed(seed))
	if two := s.Region("Two"); two == nil || len(two.shares) != 1 || len(s.shares) != 4 {
		t.Error("the second region of the seed is not there")
	}
	if err := started(t).Load(seed); err == nil || err.Error() != `regions[1].name: the server has no region "Two"; expected one of RegionOne` {
		t.Errorf("got %v", err)
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	s := started(t)
	fixture, password := s.Fixture(), s.Password("alice")
	s.IssueToken("alice")
	s.CreateLock("alice", Lock{ResourceID: s.CreateShare("alice", "more")})
	s.DeleteShare(fixture.Shares["share-1"])
	s.Reset()
	if got := s.Fixture(); !reflect.DeepEqual(got, fixture) || s.Password("alice") != password || len(s.Locks()) != 0 || len(s.Tokens()) != 0 {
		t.Errorf("after Reset: %+v\nwant %+v", got, fixture)
	}
}

func TestDefaultSeedIsJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(DefaultSeed())
	if err != nil {
		t.Fatal(err)
	}
	if seed := readSeed(t, string(text)); !reflect.DeepEqual(seed, DefaultSeed()) {
		t.Errorf("%+v", seed)
	}
}
