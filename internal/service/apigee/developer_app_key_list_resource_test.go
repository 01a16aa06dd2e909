package apigee_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/prototest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

const keyType = "custody_developer_app_key"

// spokenTo is the provider as somebody who may do everything, spoken to by its protocol.
func spokenTo(t *testing.T, cloud *acctest.Apigee) *prototest.Harness {
	t.Helper()
	return prototest.New(t, acctest.Factories()["custody"], map[string]any{"google": map[string]any{
		"access_token": cloud.Mock.IssueGoogleToken("ana@shop.test"), "apigee_custom_endpoint": cloud.Mock.URL(),
		"organization": organization,
	}})
}

// manyKeys gives the developer ops+keys@acme.test so many apps, each with an old key
// and a new one of a product that waits for approval.
func manyKeys(cloud *acctest.Apigee, apps int) {
	issued := time.Date(2027, 1, 10, 9, 0, 0, 0, time.UTC)
	billing := apigee.KeyProduct{Name: "billing", Status: "pending"}
	revokedWeather := apigee.KeyProduct{Name: "weather", Status: "revoked"}
	for i := range apps {
		cloud.Mock.AddApp(organization, operator, apigee.App{
			Name: fmt.Sprintf("app-%03d", i), Keys: []apigee.Key{
				{
					ConsumerKey: fmt.Sprintf("new-key-%03d", i), ConsumerSecret: "new-secret", IssuedAt: issued.AddDate(0, 1, 0),
					ExpiresAt:  issued.AddDate(0, 4, 0),
					Products:   []apigee.KeyProduct{billing, revokedWeather},
					Attributes: []apigee.Attribute{{Name: "env", Value: "prod"}, {Name: "note", Value: ""}},
				},
				{ConsumerKey: fmt.Sprintf("old-key-%03d", i), ConsumerSecret: "old-secret", IssuedAt: issued, Status: "revoked"},
			},
		})
	}
}

const operator = "ops+keys@acme.test"

func fingerprintsOf(keys ...string) []string {
	for i, key := range keys {
		keys[i] = apigee.KeyFingerprint(key)
	}
	return keys
}

func TestDeveloperAppKeyList_filters(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t, mockserver.WithApigee(apigee.Quirks{Order: apigee.Shuffled}))
	manyKeys(cloud, 3)
	const apps = "/v1/organizations/acme/developers/ops+keys@acme.test/apps"
	tests := map[string]struct {
		config   map[string]any
		limit    int64
		keys     []string
		requests []string
	}{
		"of one app": {
			map[string]any{"developer_email": operator, "app": "app-001"},
			100,
			[]string{"old-key-001", "new-key-001"},
			[]string{apps + "/app-001?"},
		},
		"of one app, by its id": {
			map[string]any{"developer_email": operator, "app": "organizations/acme/developers/" + operator + "/apps/app-001"},
			1,
			[]string{"old-key-001"},
			[]string{apps + "/app-001?"},
		},
		"of a developer": {
			map[string]any{"developer_email": operator},
			100,
			[]string{"old-key-000", "new-key-000", "old-key-001", "new-key-001", "old-key-002", "new-key-002"},
			[]string{apps + "?expand=true"},
		},
		"of a developer, limited": {
			map[string]any{"developer_email": operator, "organization": "organizations/acme"},
			3,
			[]string{"old-key-000", "new-key-000", "old-key-001"},
			[]string{apps + "?expand=true"},
		},
	}
	for name, tt := range tests {
		h := spokenTo(t, cloud)
		cloud.Mock.ResetJournal()
		found, out := h.List(t.Context(), keyType, tt.config, tt.limit, false)
		var fingerprints []string
		for _, key := range found {
			fingerprints = append(fingerprints, fmt.Sprint(key.Identity["key_fingerprint"]))
		}
		if diff := cmp.Diff(fingerprintsOf(tt.keys...), fingerprints); diff != "" || len(out.Errors) > 0 {
			t.Error(name, diff, out.Errors)
		}
		if diff := cmp.Diff(tt.requests, sent(cloud, "GET")); diff != "" {
			t.Errorf("%s: requests (-want +got):\n%s", name, diff)
		}
	}
}

// TestDeveloperAppKeyList_ofManyApps reads the apps that one list cannot show, and no
// more than are asked for.
func TestDeveloperAppKeyList_ofManyApps(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	manyKeys(cloud, 103)
	for limit, want := range map[int64]struct{ keys, requests int }{
		0: {206, 1 + 1 + 3}, 200: {200, 1}, 203: {203, 1 + 1 + 2},
	} {
		cloud.Mock.ResetJournal()
		found, out := spokenTo(t, cloud).List(t.Context(), keyType, map[string]any{"developer_email": operator}, limit, false)
		if len(found) != want.keys || len(out.Errors) > 0 {
			t.Errorf("limit %d: found %d keys, %v, wanted %d", limit, len(found), out.Errors, want.keys)
		}
		if got := sent(cloud, "GET"); len(got) != want.requests {
			t.Errorf("limit %d: %d requests, wanted %d: %v", limit, len(got), want.requests, got)
		}
	}
}

// TestDeveloperAppKeyList_importsToTheSame holds what is listed against what an import
// by its identity reads, which is the same. Neither has the key or its secret.
func TestDeveloperAppKeyList_importsToTheSame(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	manyKeys(cloud, 2)
	h := spokenTo(t, cloud)
	found, out := h.List(t.Context(), keyType, map[string]any{"developer_email": operator}, 100, true)
	if len(found) != 4 || len(out.Errors) > 0 {
		t.Fatalf("found %v, %v", found, out.Errors)
	}
	var names []string
	for _, listed := range found {
		names = append(names, listed.DisplayName)
		identity, state := h.ImportByIdentity(t.Context(), keyType, listed)
		if diff := cmp.Diff(listed.Identity, identity); diff != "" {
			t.Errorf("identity (-listed +imported):\n%s", diff)
		}
		if state["consumer_key"] != nil || state["consumer_secret"] != nil {
			t.Error("the import brings a key or a secret into state")
		}
		if diff := cmp.Diff(listed.Resource, state); diff != "" {
			t.Errorf("state (-listed +imported):\n%s", diff)
		}
	}
	want := []string{
		operator + " app-000 " + apigee.KeyFingerprint("old-key-000") + ", revoked",
		operator + " app-000 " + apigee.KeyFingerprint("new-key-000") + ", approved until 2027-05-10",
	}
	if diff := cmp.Diff(want, names[:2]); diff != "" {
		t.Errorf("display names (-want +got):\n%s", diff)
	}
}

func TestDeveloperAppKeyList_generatedConfig(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	manyKeys(cloud, 1)
	h := spokenTo(t, cloud)
	found, _ := h.List(t.Context(), keyType, map[string]any{"developer_email": operator, "app": "app-000"}, 100, true)
	config := h.GenerateConfig(t.Context(), keyType, found[1])
	want := map[string]any{"billing": map[string]any{"status": nil}, "weather": map[string]any{"status": "revoked"}}
	if diff := cmp.Diff(want, config["api_products"]); diff != "" {
		t.Errorf("api_products (-want +got):\n%s", diff)
	}
	shown, err := json.Marshal([]any{found, config})
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{"old-key", "new-key", "old-secret", "new-secret"}
	if i := slices.IndexFunc(secrets, func(s string) bool { return strings.Contains(string(shown), s) }); i >= 0 {
		t.Errorf("%s is shown in\n%s", secrets[i], shown)
	}
}

func TestDeveloperAppKeyList_refused(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewApigee(t)
	tests := map[string]struct {
		config map[string]any
		stage  prototest.Stage
		says   string
	}{
		"capitals": {map[string]any{"developer_email": "Dev@acme.test"}, prototest.StageValidate, `write "dev@acme.test"`},
		"names that contradict each other": {
			map[string]any{"developer_email": developer, "app": "organizations/acme/developers/x@acme.test/apps/portal"},
			prototest.StageValidate, "Contradictory Names",
		},
		"no such developer": {
			map[string]any{"developer_email": "nobody@acme.test"},
			prototest.StageList,
			"Cannot List Developer App Keys: Tried to list the keys of organizations/acme/developers/nobody@acme.test.\n\n",
		},
		"no such app": {
			map[string]any{"developer_email": developer, "app": "none"}, prototest.StageList, "App named none does not exist",
		},
		"no right": {
			map[string]any{"developer_email": developer, "organization": "other"},
			prototest.StageList,
			"apigee.developerapps.list",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, out := spokenTo(t, cloud).List(t.Context(), keyType, tt.config, 100, true)
			if len(found) > 0 || out.Stage != tt.stage || len(out.Errors) != 1 || !strings.Contains(out.Errors[0], tt.says) {
				t.Errorf("found %v, %s %q, wanted %s %q", found, out.Stage, out.Errors, tt.stage, tt.says)
			}
		})
	}
}
