package simulation

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

// This file is all that the package knows of the mock server's Go API: what the servers hold, and other people's moves.

// serverURL is where the servers would be if there were a network.
const serverURL = "http://mock.invalid"

// Environment are the variables that the process of the tests needs: the credentials of last resort, and the endpoint
// that has no attribute.
func Environment(credentials string) map[string]string {
	return map[string]string{
		"GOOGLE_APPLICATION_CREDENTIALS":         credentials,
		"GOOGLE_IAM_CREDENTIALS_CUSTOM_ENDPOINT": serverURL,
		"TF_LOG_SDK":                             "off",
	}
}

// newServer makes the mock server of a world.
func newServer(s Settings, clock *serverClock) *mockserver.Server {
	half := []openstack.Option{openstack.WithRegions(region, otherRegion)}
	if s.Date {
		half = append(half, openstack.WithDateHeader())
	}
	return mockserver.New(mockserver.WithURL(serverURL), mockserver.WithRandom(s.Seed),
		mockserver.WithClock(clock), mockserver.WithOpenStack(half...))
}

// reason is the lock_reason that a test's locks have.
const reason = "kept by audit"

func (w *World) share(name string) string { return w.server.Fixture().Shares[name] }

func (w *World) rule() string { return w.server.Fixture().AccessRule.ID }

// locks are all locks of all regions.
func (w *World) locks() []openstack.Lock {
	var all []openstack.Lock
	for _, name := range []string{region, otherRegion} {
		all = append(all, w.server.Region(name).Locks()...)
	}
	return all
}

func (w *World) app() apigee.App {
	app, _ := w.server.App(organization, developer, appName)
	return app
}

// groupApp is the app of the app group.
func (w *World) groupApp() apigee.App {
	app, _ := w.server.App(organization, "appgroups/"+appGroup, groupAppName)
	return app
}

func (w *World) versions() []integrations.Version { return w.server.Versions(integration) }

// draft is the newest draft, and whether there is one.
func (w *World) draft() (integrations.Version, bool) { return w.server.Version(integration) }

func (w *World) takeovers() int { return w.server.Takeovers() }

func (w *World) mails() int { return len(w.server.Mails()) }

// versionIDs are the ids of all versions of the integration.
func (w *World) versionIDs() []string {
	var all []string
	for _, v := range w.versions() {
		all = append(all, v.ID)
	}
	return all
}

func (w *World) unknownRoutes() []string { return w.server.UnknownRoutes() }

// openstackProvider is a provider for a user of OpenStack.
func (w *World) openstackProvider(user string) Values {
	return Values{
		"request_timeout": requestTimeout.String(), "max_retries": maxRetries,
		"openstack": Values{
			"auth_url": w.server.Fixture().Keystone, "user_name": user, "password": w.server.Password(user),
			"project_name": "demo", "user_domain_name": "Default", "project_domain_name": "Default", "region": region,
		},
	}
}

// googleProvider is a provider for a service account, by its key file.
func (w *World) googleProvider() Values {
	return withGoogle(Values{"credentials": string(w.server.ServiceAccountKey(robot))})
}

// tokenProvider is a provider with an access token of a person, whose e-mail the provider cannot know.
func (w *World) tokenProvider(email string) Values {
	w.bearer = true
	return withGoogle(Values{"access_token": w.server.IssueGoogleToken(email)})
}

// impersonatedProvider is a provider that acts as the service account, which another one may.
func (w *World) impersonatedProvider() Values {
	w.bearer = true
	return withGoogle(Values{
		"access_token": w.server.IssueGoogleToken(deployer), "impersonate_service_account": robot,
	})
}

// defaultProvider is a provider without any credentials in its configuration: those of the environment count.
func (w *World) defaultProvider() Values {
	_ = w.server.ServiceAccountKey(robot) // so that the server knows the key
	return withGoogle(nil)
}

// DefaultCredentials are the key file of the service account that defaultProvider uses, for
// GOOGLE_APPLICATION_CREDENTIALS to name. The file does not tell the id of the key, which is another in each world.
func DefaultCredentials() []byte {
	var file map[string]string
	if err := json.Unmarshal(newServer(Settings{}, &serverClock{}).ServiceAccountKey(robot), &file); err != nil {
		panic(err)
	}
	delete(file, "private_key_id")
	return mustJSON(file)
}

// withGoogle is a provider with these credentials.
func withGoogle(credentials Values) Values {
	return Values{
		"request_timeout": requestTimeout.String(), "max_retries": maxRetries,
		"google": merge(credentials, Values{
			"organization":           organization,
			"apigee_custom_endpoint": serverURL, "integrations_custom_endpoint": serverURL,
		}),
	}
}

// The moves of other people.

// makeEqualLock has another run of the same user make an equal lock.
func (w *World) makeEqualLock(user, share string) string {
	why := reason
	lock := w.server.Region(region).CreateLock(user, openstack.Lock{ResourceID: share, LockReason: &why})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.foreign[lock.ID] = true
	if user == lockUser {
		w.equals = w.equals || w.armed
	}
	return lock.ID
}

// ours is the newest lock of the user that nobody else made.
func (w *World) ours() (openstack.Lock, bool) {
	all := w.locks()
	slices.Reverse(all)
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.IndexFunc(all, func(l openstack.Lock) bool { return !w.foreign[l.ID] })
	if i < 0 {
		return openstack.Lock{}, false
	}
	return all[i], true
}

func (w *World) deleteOurLock() {
	if lock, ok := w.ours(); ok {
		w.server.Region(region).DeleteLock(lock.ID)
		w.server.Region(otherRegion).DeleteLock(lock.ID)
		w.disturb()
	}
}

func (w *World) changeOurLock() {
	if lock, ok := w.ours(); ok {
		other := "changed by somebody else"
		w.server.Region(region).UpdateLock(lock.ID, func(l *openstack.Lock) { l.LockReason = &other })
		w.disturb()
	}
}

func (w *World) disturb() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.touched++
}

// addKey has somebody else add a key to the app.
func (w *World) addKey() string {
	key := w.server.AddKey(organization, developer, appName, apigee.Key{
		Products: []apigee.KeyProduct{{Name: "weather", Status: "approved"}}, Scopes: []string{"READ"},
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.foreign[key.ConsumerKey] = true
	w.equals = w.equals || w.armed
	return key.ConsumerKey
}

// ourKey is the newest key of the app that nobody else made.
func (w *World) ourKey() (apigee.Key, bool) {
	all := slices.Clone(w.app().Keys)
	slices.Reverse(all)
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.IndexFunc(all, func(k apigee.Key) bool { return !w.foreign[k.ConsumerKey] })
	if i < 0 {
		return apigee.Key{}, false
	}
	return all[i], true
}

func (w *World) deleteOurKey() {
	if key, ok := w.ourKey(); ok {
		w.server.DeleteKey(organization, developer, appName, key.ConsumerKey)
		w.disturb()
	}
}

func (w *World) revokeOurKey() {
	if key, ok := w.ourKey(); ok {
		w.server.RevokeKey(organization, developer, appName, key.ConsumerKey)
		w.disturb()
	}
}

// editApp has somebody else change the app's notes and callback URL.
func (w *World) editApp() {
	w.server.SetAttributes(organization, developer, appName, []apigee.Attribute{
		{Name: "DisplayName", Value: "Portal"}, {Name: "Notes", Value: "written meanwhile"},
	})
	w.server.SetCallbackURL(organization, developer, appName, "https://acme.test/new")
	w.mu.Lock()
	defer w.mu.Unlock()
	w.appChanged = w.appChanged || w.armed
}

// revokeGoogleTokens has Google take all tokens back, unless a provider has one and no way to another.
func (w *World) revokeGoogleTokens() {
	if !w.bearer {
		w.server.RevokeGoogleTokens()
	}
}

// takeBack has the colleague take the edit lock.
func (w *World) takeBack() {
	if draft, ok := w.draft(); ok && draft.LockHolder != colleague {
		taken := w.server.TakeOver(colleague, draft.Name)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.foreign[taken.ID] = true
		if w.armed {
			w.takenBack++
		}
	}
}

func (w *World) editDraft() {
	if draft, ok := w.draft(); ok && draft.LockHolder == colleague {
		w.server.EditDraft(colleague, draft.Name, "edited meanwhile")
	}
}

// otherTakesOver has a third person take the edit lock from whoever has it.
func (w *World) otherTakesOver() {
	if draft, ok := w.draft(); ok && draft.LockHolder != reviewer {
		taken := w.server.TakeOver(reviewer, draft.Name)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.foreign[taken.ID] = true
		if w.armed {
			w.takenBack++
		}
	}
}

func (w *World) deleteDraft() {
	if draft, ok := w.draft(); ok {
		w.server.DeleteVersion(draft.LockHolder, draft.Name)
		w.disturb()
	}
}

// secrets are all texts that must not be told, save those that a resource's own attributes are for.
func (w *World) secrets() []string {
	var all []string
	for _, name := range []string{"admin", "manila", "svc", "alice", "bob", "carol", "alice-appcred"} {
		all = append(all, w.server.Password(name))
	}
	all = append(all, w.server.Tokens()...)
	for text := range w.canaries {
		all = append(all, text)
	}
	for _, line := range strings.Split(string(w.server.ServiceAccountKey(robot)), `\n`) {
		if len(line) == 64 {
			all = append(all, line)
		}
	}
	for _, app := range slices.Concat(w.server.Apps(organization), w.server.AppGroupApps(organization)) {
		for _, key := range app.Keys {
			all = append(all, key.ConsumerKey, key.ConsumerSecret)
		}
	}
	return all
}
