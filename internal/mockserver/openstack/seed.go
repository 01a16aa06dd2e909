package openstack

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// Seed is what the cloud holds when it starts. Names are what parts of a seed refer to each other by; ids, passwords
// and secrets that are absent are new ones in every server.
type Seed struct {
	Projects []SeedProject `json:"projects"`
	Users    []SeedUser    `json:"users"`
	// Regions are those of the catalog, by default RegionOne alone.
	Regions []SeedRegion `json:"regions"`
}

// SeedProject is a project of the domain Default.
type SeedProject struct {
	Name string `json:"name"`
	ID   string `json:"id,omitempty"` // 32 hexadecimal digits
}

// SeedUser is a user of the domain Default.
type SeedUser struct {
	Name     string `json:"name"`
	ID       string `json:"id,omitempty"` // 32 hexadecimal digits
	Password string `json:"password,omitempty"`
	Project  string `json:"project"` // the name of the project in which the user has the roles
	// Roles are of admin, manager, member, reader, service. What a role implies need not be there.
	Roles                  []string            `json:"roles"`
	SystemRoles            []string            `json:"system_roles,omitempty"`
	ApplicationCredentials []SeedAppCredential `json:"application_credentials,omitempty"`
}

// SeedAppCredential is an application credential with all roles of its user.
type SeedAppCredential struct {
	Name   string `json:"name"`
	ID     string `json:"id,omitempty"` // 32 hexadecimal digits
	Secret string `json:"secret,omitempty"`
}

// SeedRegion is a region with its share service.
type SeedRegion struct {
	Name        string      `json:"name"`
	Shares      []SeedShare `json:"shares,omitempty"`
	AccessRules []SeedRule  `json:"access_rules,omitempty"`
	Locks       []SeedLock  `json:"locks,omitempty"`
}

// SeedShare is a share in the project of a user.
type SeedShare struct {
	Name        string     `json:"name"`
	ID          string     `json:"id,omitempty"` // UUID
	User        string     `json:"user"`
	Status      string     `json:"status,omitempty"`      // by default "available"
	ShareProto  string     `json:"share_proto,omitempty"` // by default "NFS"
	Size        int64      `json:"size,omitempty"`        // GiB, by default 1
	Description string     `json:"description,omitempty"`
	IsPublic    bool       `json:"is_public,omitempty"`
	CreatedAt   *time.Time `json:"created_at,omitempty"` // by default the start of the server
}

// SeedRule is an access rule of a share.
type SeedRule struct {
	ID          string     `json:"id,omitempty"`           // UUID
	Share       string     `json:"share"`                  // name
	AccessType  string     `json:"access_type,omitempty"`  // by default "ip"
	AccessTo    string     `json:"access_to"`              // such as "203.0.113.10"
	AccessLevel string     `json:"access_level,omitempty"` // by default "rw"
	State       string     `json:"state,omitempty"`        // by default "active"
	CreatedAt   *time.Time `json:"created_at,omitempty"`   // by default the start of the server
}

// SeedLock is a resource lock of a user.
type SeedLock struct {
	ID   string `json:"id,omitempty"` // UUID
	User string `json:"user"`
	// ResourceType is "share" (the default) or "access_rule".
	ResourceType string `json:"resource_type,omitempty"`
	// Resource is the name of a share, or the id of a share or of an access rule.
	Resource       string     `json:"resource"`
	ResourceAction string     `json:"resource_action,omitempty"` // "delete" (the default) or "show"
	LockReason     *string    `json:"lock_reason,omitempty"`
	LockContext    string     `json:"lock_context,omitempty"` // by default "admin" for an admin, else "user"
	CreatedAt      *time.Time `json:"created_at,omitempty"`   // by default the start of the server
}

// DefaultSeed has users of three projects, four shares and an access rule.
func DefaultSeed() Seed {
	return Seed{
		Projects: []SeedProject{{Name: "admin"}, {Name: "service"}, {Name: "demo"}, {Name: "other"}},
		Users: []SeedUser{
			{Name: "admin", Project: "admin", Roles: []string{"admin"}, SystemRoles: []string{"admin"}},
			{Name: serviceUser, Project: "service", Roles: []string{"admin", "service"}},
			{Name: "svc", Project: "service", Roles: []string{"service", "member"}},
			{
				Name: "alice", Project: "demo", Roles: []string{"member"},
				ApplicationCredentials: []SeedAppCredential{{Name: "alice-appcred"}},
			},
			{Name: "bob", Project: "demo", Roles: []string{"member"}},
			{Name: "reader", Project: "demo", Roles: []string{"reader"}},
			{Name: "carol", Project: "other", Roles: []string{"member"}},
		},
		Regions: []SeedRegion{{
			Name: defaultRegion,
			Shares: []SeedShare{
				{Name: "share-1", User: "alice"},
				{Name: "share-2", User: "alice"},
				{Name: "share-3", User: "alice"},
				{Name: "share-carol", User: "carol"},
			},
			AccessRules: []SeedRule{{Share: "share-1", AccessTo: "203.0.113.10"}},
		}},
	}
}

const (
	defaultRegion = "RegionOne"
	// serviceUser is the share service's own user, as whom nobody logs in.
	serviceUser = "manila"
)

// completed returns a copy of the seed in which nothing is left to chance.
func (seed Seed) completed(now time.Time) Seed {
	seed.Projects, seed.Users = slices.Clone(seed.Projects), slices.Clone(seed.Users)
	seed.Regions = slices.Clone(seed.Regions)
	for i := range seed.Projects {
		orNew(&seed.Projects[i].ID, newHexID)
	}
	for i := range seed.Users {
		u := &seed.Users[i]
		orNew(&u.ID, newHexID)
		orNew(&u.Password, newSecret)
		u.ApplicationCredentials = slices.Clone(u.ApplicationCredentials)
		for j := range u.ApplicationCredentials {
			orNew(&u.ApplicationCredentials[j].ID, newHexID)
			orNew(&u.ApplicationCredentials[j].Secret, newSecret)
		}
	}
	for i := range seed.Regions {
		seed.Regions[i].complete(now)
	}
	return seed
}

func (r *SeedRegion) complete(now time.Time) {
	r.Shares, r.AccessRules, r.Locks = slices.Clone(r.Shares), slices.Clone(r.AccessRules), slices.Clone(r.Locks)
	text := func(value string) func() string { return func() string { return value } }
	for i := range r.Shares {
		sh := &r.Shares[i]
		orNew(&sh.ID, core.NewUUID)
		orNew(&sh.Status, text("available"))
		orNew(&sh.ShareProto, text("NFS"))
		sh.Size = max(sh.Size, 1)
		orNow(&sh.CreatedAt, now)
	}
	for i := range r.AccessRules {
		rule := &r.AccessRules[i]
		orNew(&rule.ID, core.NewUUID)
		orNew(&rule.AccessType, text("ip"))
		orNew(&rule.AccessLevel, text("rw"))
		orNew(&rule.State, text("active"))
		orNow(&rule.CreatedAt, now)
	}
	for i := range r.Locks {
		l := &r.Locks[i]
		orNew(&l.ID, core.NewUUID)
		orNew(&l.ResourceType, text("share"))
		orNew(&l.ResourceAction, text("delete"))
		orNow(&l.CreatedAt, now)
	}
}

func orNew(field *string, value func() string) {
	if *field == "" {
		*field = value()
	}
}

func orNow(field **time.Time, now time.Time) {
	if *field == nil {
		*field = &now
	}
}

// regionNames are the names of a seed's regions.
func (seed Seed) regionNames() []string {
	names := []string{}
	for _, region := range seed.Regions {
		names = append(names, region.Name)
	}
	return names
}

// at is a place in a seed, such as "users[3]".
func at(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

// oneOfNames refuses a value that is none of those.
func oneOfNames(path, value string, names ...string) error {
	if slices.Contains(names, value) {
		return nil
	}
	return core.Mistake(path, "%q is not expected here; expected one of %s", value, strings.Join(names, ", "))
}
