package google

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	cloudPlatformScope = "https://www.googleapis.com/auth/cloud-platform"
	emailScope         = "https://www.googleapis.com/auth/userinfo.email"
)

// tokenLife is how long an access token lives, in seconds as in time.
const tokenLife = time.Hour

// accounts knows who there is, who may do what, and which tokens are out.
type accounts struct {
	quirks  TokenQuirks
	byEmail map[string]*account
	tokens  map[string]token
}

// role is what an account may do with all resources.
type role int

const (
	roleNone   role = iota // nothing
	roleViewer             // whatever a permission ending in .get or .list allows
	roleEditor             // everything
)

// account is a person, or a service account if it has a serviceID.
type account struct {
	email        string
	role         role
	serviceID    string // the numeric unique id
	key          *rsa.PrivateKey
	keyID        string
	clientSecret string
	refreshToken string
	impersonates []string // the service accounts on which it has iam.serviceAccounts.getAccessToken
}

func (a *account) clientID() string {
	return strings.ReplaceAll(a.email, "@", ".") + ".apps.mock"
}

type token struct {
	email   string
	scopes  []string
	expires time.Time
}

// seedAccounts makes two people who may do everything, one who may read, one who may nothing, and two service
// accounts, of which deploy may impersonate ci.
func (g *Google) seedAccounts() {
	g.accounts.byEmail = map[string]*account{}
	g.accounts.tokens = map[string]token{}
	for email, role := range map[string]role{
		"ana@shop.test": roleEditor, "ben@shop.test": roleEditor,
		"viewer@shop.test": roleViewer, "nobody@shop.test": roleNone,
	} {
		g.accounts.byEmail[email] = &account{
			email: email, role: role, clientSecret: rand.Text(), refreshToken: rand.Text(),
		}
	}
	for email, id := range map[string]string{
		"ci@shop.iam.gserviceaccount.test":     "100000000000000000001",
		"deploy@shop.iam.gserviceaccount.test": "100000000000000000002",
	} {
		g.accounts.byEmail[email] = &account{email: email, role: roleEditor, serviceID: id}
	}
	g.AllowImpersonation("deploy@shop.iam.gserviceaccount.test", "ci@shop.iam.gserviceaccount.test")
}

// AllowImpersonation gives an account iam.serviceAccounts.getAccessToken on a service account.
func (g *Google) AllowImpersonation(email, serviceAccount string) {
	g.Mu.Lock()
	defer g.Mu.Unlock()
	account := g.accounts.must(email)
	account.impersonates = append(account.impersonates, serviceAccount)
}

// must returns an account, and panics if there is none.
func (a *accounts) must(email string) *account {
	account := a.byEmail[email]
	if account == nil {
		panic("mockserver: no Google account " + email)
	}
	return account
}

// permit says whether an account has a permission.
func (a *accounts) permit(email, permission, resource string) error {
	role := a.must(email).role
	reads := strings.HasSuffix(permission, ".get") || strings.HasSuffix(permission, ".list")
	if role == roleEditor || role == roleViewer && reads {
		return nil
	}
	return PermissionDenied(permission, resource)
}

// issue makes an access token.
func (a *accounts) issue(email string, scopes []string, expires time.Time) string {
	text := "google-" + rand.Text()
	a.tokens[text] = token{email: email, scopes: scopes, expires: expires}
	return text
}

// identify returns the e-mail of whoever makes the request.
func (g *Google) identify(r *http.Request) (string, error) {
	scheme, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || text == "" {
		return "", unauthenticated("Request is missing required authentication credential.", "CREDENTIALS_MISSING")
	}
	token, ok := g.accounts.tokens[text]
	if !ok || !g.Now().Before(token.expires) {
		return "", unauthenticated("Request had invalid authentication credentials.", "ACCESS_TOKEN_TYPE_UNSUPPORTED")
	}
	g.SetActor(r, token.email)
	if !slices.Contains(token.scopes, cloudPlatformScope) {
		return "", &Error{
			Code: http.StatusForbidden, Status: "PERMISSION_DENIED",
			Message: "Request had insufficient authentication scopes.",
			Details: []any{ErrorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "googleapis.com", map[string]string{})},
		}
	}
	return token.email, nil
}

// IssueGoogleToken returns an access token of an account for an hour, as a login would. It panics if there is no such
// account.
func (g *Google) IssueGoogleToken(email string) string {
	g.Mu.Lock()
	defer g.Mu.Unlock()
	g.accounts.must(email)
	return g.accounts.issue(email, []string{cloudPlatformScope, emailScope}, g.Now().Add(tokenLife))
}

// RevokeGoogleTokens makes every access token invalid. Keys and refresh tokens still get new ones.
func (g *Google) RevokeGoogleTokens() {
	g.Mu.Lock()
	defer g.Mu.Unlock()
	clear(g.accounts.tokens)
}

// ServiceAccountKey returns the key file of a service account, in JSON. The key is made when it is first asked for.
// It is to be called after Start, as the file says where tokens are to be had; it panics if there is no such account.
func (g *Google) ServiceAccountKey(email string) []byte {
	url := g.URL()
	g.Mu.Lock()
	defer g.Mu.Unlock()
	account := g.accounts.must(email)
	if account.serviceID == "" {
		panic("mockserver: no service account: " + email)
	}
	if account.key == nil {
		account.key = keyOf(email)
		id := make([]byte, 20)
		_, _ = rand.Read(id)
		account.keyID = hex.EncodeToString(id)
	}
	der, err := x509.MarshalPKCS8PrivateKey(account.key)
	if err != nil {
		panic(err)
	}
	return credentialsFile(map[string]string{
		"type":           "service_account",
		"project_id":     "shop",
		"private_key_id": account.keyID,
		"private_key":    string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		"client_email":   account.email,
		"client_id":      account.serviceID,
		"token_uri":      url + "/token",
		// Any other universe would make Google's libraries sign their own tokens instead of asking token_uri.
		"universe_domain": "googleapis.com",
	})
}

// keys has the private key of each service account, by e-mail, for all servers of the process: making one takes longer
// than all else that a server does.
var keys = struct {
	sync.Mutex
	of map[string]*rsa.PrivateKey
}{of: map[string]*rsa.PrivateKey{}}

func keyOf(email string) *rsa.PrivateKey {
	keys.Lock()
	defer keys.Unlock()
	if keys.of[email] == nil {
		keys.of[email], _ = rsa.GenerateKey(rand.Reader, 2048) // fails for too small a size alone
	}
	return keys.of[email]
}

// AuthorizedUser returns the application default credentials of a person, in JSON. It is to be called after Start; it
// panics if there is no such person.
func (g *Google) AuthorizedUser(email string) []byte {
	url := g.URL()
	g.Mu.Lock()
	defer g.Mu.Unlock()
	account := g.accounts.must(email)
	if account.refreshToken == "" {
		panic("mockserver: no person: " + email)
	}
	return credentialsFile(map[string]string{
		"type":            "authorized_user",
		"client_id":       account.clientID(),
		"client_secret":   account.clientSecret,
		"refresh_token":   account.refreshToken,
		"token_uri":       url + "/token",
		"universe_domain": "googleapis.com",
	})
}

func credentialsFile(fields map[string]string) []byte {
	text, _ := json.MarshalIndent(fields, "", "  ") // cannot fail: strings alone
	return text
}
