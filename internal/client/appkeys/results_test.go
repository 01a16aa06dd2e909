package appkeys_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

const keyJSON = `{"consumerKey": "k-1", "consumerSecret": "s-1", "status": "revoked",
	"issuedAt": "1790000100000", "expiresAt": "1797776100000", "scopes": ["READ"],
	"apiProducts": [{"apiproduct": "weather", "status": "approved"}, {"apiproduct": "billing", "status": "pending"}],
	"attributes": [{"name": "env", "value": "prod"}]}`

var (
	issuedAt  = time.Date(2026, 9, 21, 14, 15, 0, 0, time.UTC)
	expiresAt = issuedAt.Add(90 * 24 * time.Hour)
)

// wantKey is the key of keyJSON.
var wantKey = appkeys.Key{
	ConsumerKey: "k-1", ConsumerSecret: "s-1", Status: "revoked", IssuedAt: issuedAt, ExpiresAt: &expiresAt,
	Products: []appkeys.Product{{"weather", "approved"}, {"billing", "pending"}},
	Scopes:   []string{"READ"}, Attributes: []appkeys.Attribute{{"env", "prod"}},
}

func TestGet(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer string
		want   appkeys.Key
	}{
		"all of a key": {keyJSON, wantKey},
		"one that never expires": {
			`{"consumerKey": "k-1", "issuedAt": "1790000100000", "expiresAt": "-1"}`,
			appkeys.Key{ConsumerKey: "k-1", IssuedAt: issuedAt},
		},
		"one without an expiry": {
			`{"consumerKey": "k-1", "issuedAt": "1790000100000"}`,
			appkeys.Key{ConsumerKey: "k-1", IssuedAt: issuedAt},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := appkeys.Get(t.Context(), &fakeApigee{answer: tt.answer}, portal, "k-1")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, *got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestGetApp(t *testing.T) {
	t.Parallel()
	answer := `{"appId": "a-1", "name": "my portal/2", "appFamily": "default", "developerId": "d-1", "status": "approved",
		"callbackUrl": "https://acme.test/cb", "scopes": ["READ"], "createdAt": "1790000100000",
		"lastModifiedAt": "1797776100000", "attributes": [{"name": "Notes", "value": "kept"}],
		"credentials": [` + keyJSON + `]}`
	want := &appkeys.App{
		Name: "my portal/2", AppID: "a-1", DeveloperID: "d-1", Status: "approved", CallbackURL: "https://acme.test/cb",
		Scopes: []string{"READ"}, Attributes: []appkeys.Attribute{{"Notes", "kept"}},
		Keys: []appkeys.Key{wantKey}, CreatedAt: issuedAt, LastModifiedAt: expiresAt,
	}
	got, err := appkeys.GetApp(t.Context(), &fakeApigee{answer: answer}, portal)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	// printf abc | sha256sum
	if got, want := appkeys.Fingerprint("abc"), "sha256:ba7816bf8f01cfea"; got != want {
		t.Errorf("fingerprint %s, want %s", got, want)
	}
}

func TestKeysPrintAsFingerprints(t *testing.T) {
	t.Parallel()
	key := appkeys.Key{ConsumerKey: "abc", ConsumerSecret: "hunter2"}
	values := map[string]any{
		"key": key, "pointer": &key, "list": []appkeys.Key{key},
		"app": appkeys.App{Keys: []appkeys.Key{key}},
	}
	for name, value := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			t.Run(name+" "+verb, func(t *testing.T) {
				t.Parallel()
				got := fmt.Sprintf(verb, value)
				if strings.Contains(got, "hunter2") || strings.Contains(got, "abc") || !strings.Contains(got, "sha256:ba78") {
					t.Errorf("printed as %s", got)
				}
			})
		}
	}
}

// An answer that says success and is not the object that was asked for is an error,
// whichever call it answers.
func TestOtherAnswersAreErrors(t *testing.T) {
	t.Parallel()
	calls := map[string]call{
		"read an app": func(ctx context.Context, c appkeys.Caller) error {
			_, err := appkeys.GetApp(ctx, c, portal)
			return err
		},
		"generate": generate(appkeys.GenerateOpts{Keep: kept}),
		"read a key": func(ctx context.Context, c appkeys.Caller) error {
			_, err := appkeys.Get(ctx, c, portal, "k-1")
			return err
		},
		"create": create(0), "update": update(appkeys.UpdateOpts{}), "set scopes": setScopes(),
	}
	for name, call := range calls {
		for _, answer := range []string{
			"{}", "null", `{"name": "other", "appId": "a-1"}`, `{"name": "my portal/2"}`, `{"consumerKey": "k-2"}`,
		} {
			t.Run(name+" "+answer, func(t *testing.T) {
				t.Parallel()
				err := call(t.Context(), &fakeApigee{answer: answer})
				if _, ok := errors.AsType[*appkeys.AnswerError](err); !ok || strings.Contains(err.Error(), "k-1") {
					t.Errorf("error %v", err)
				}
			})
		}
	}
}
