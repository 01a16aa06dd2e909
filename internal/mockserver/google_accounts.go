package mockserver

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
	"time"
)

const (
	cloudPlatformScope = "https://www.googleapis.com/auth/cloud-platform"
	emailScope         = "https://www.googleapis.com/auth/userinfo.email"
)

// googleTokenLife is how long an access token lives, in seconds as in time.
const googleTokenLife = time.Hour

// googleAccounts knows who there is, who may do what, and which tokens are out.
type googleAccounts struct {
	quirks  GoogleTokenQuirks
	byEmail map[string]*googleAccount
	tokens  map[string]googleToken
}

// googleRole is what an account may do with all resources.
type googleRole int

const (
	googleNone   googleRole = iota // nothing
	googleViewer                   // whatever a permission ending in .get or .list allows
	googleEditor                   // everything
)

// googleAccount is a person, or a service account if it has a serviceID.
type googleAccount struct {
	email        string
	role         googleRole
	serviceID    string // the numeric unique id
	key          *rsa.PrivateKey
	keyID        string
	clientSecret string
	refreshToken string
	impersonates []string // the service accounts on which it has iam.serviceAccounts.getAccessToken
}

func (a *googleAccount) clientID() string {
	return strings.ReplaceAll(a.email, "@", ".") + ".apps.mock"
}

type googleToken struct {
	email   string
	scopes  []string
	expires time.Time
}

// seedGoogleAccounts makes two people who may do everything, one who may read, one who may nothing, and two service
// accounts, of which deploy may impersonate ci.
func (s *Server) seedGoogleAccounts() {
	s.google.accounts.byEmail = map[string]*googleAccount{}
	s.google.accounts.tokens = map[string]googleToken{}
	for email, role := range map[string]googleRole{
		"ana@shop.test": googleEditor, "ben@shop.test": googleEditor,
		"viewer@shop.test": googleViewer, "nobody@shop.test": googleNone,
	} {
		s.google.accounts.byEmail[email] = &googleAccount{
			email: email, role: role, clientSecret: rand.Text(), refreshToken: rand.Text(),
		}
	}
	for email, id := range map[string]string{
		"ci@shop.iam.gserviceaccount.test":     "100000000000000000001",
		"deploy@shop.iam.gserviceaccount.test": "100000000000000000002",
	} {
		s.google.accounts.byEmail[email] = &googleAccount{email: email, role: googleEditor, serviceID: id}
	}
	s.AllowImpersonation("deploy@shop.iam.gserviceaccount.test", "ci@shop.iam.gserviceaccount.test")
}

// AllowImpersonation gives an account iam.serviceAccounts.getAccessToken on a service account.
func (s *Server) AllowImpersonation(email, serviceAccount string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	account := s.google.accounts.must(email)
	account.impersonates = append(account.impersonates, serviceAccount)
}

// must returns an account, and panics if there is none.
func (a *googleAccounts) must(email string) *googleAccount {
	account := a.byEmail[email]
	if account == nil {
		panic("mockserver: no Google account " + email)
	}
	return account
}

// permit says whether an account has a permission.
func (a *googleAccounts) permit(email, permission, resource string) error {
	role := a.must(email).role
	reads := strings.HasSuffix(permission, ".get") || strings.HasSuffix(permission, ".list")
	if role == googleEditor || role == googleViewer && reads {
		return nil
	}
	return permissionDenied(permission, resource)
}

// issue makes an access token.
func (a *googleAccounts) issue(email string, scopes []string, expires time.Time) string {
	text := "google-" + rand.Text()
	a.tokens[text] = googleToken{email: email, scopes: scopes, expires: expires}
	return text
}

// identifyGoogle returns the e-mail of whoever makes the request.
func (s *Server) identifyGoogle(r *http.Request) (string, error) {
	scheme, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || text == "" {
		return "", unauthenticated("Request is missing required authentication credential.", "CREDENTIALS_MISSING")
	}
	token, ok := s.google.accounts.tokens[text]
	if !ok || !s.now().Before(token.expires) {
		return "", unauthenticated("Request had invalid authentication credentials.", "ACCESS_TOKEN_TYPE_UNSUPPORTED")
	}
	s.setActor(r, token.email)
	if !slices.Contains(token.scopes, cloudPlatformScope) {
		return "", &googleError{
			Code: http.StatusForbidden, Status: "PERMISSION_DENIED",
			Message: "Request had insufficient authentication scopes.",
			Details: []any{errorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "googleapis.com", map[string]string{})},
		}
	}
	return token.email, nil
}

// IssueGoogleToken returns an access token of an account for an hour, as a login would. It panics if there is no such
// account.
func (s *Server) IssueGoogleToken(email string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.google.accounts.must(email)
	return s.google.accounts.issue(email, []string{cloudPlatformScope, emailScope}, s.now().Add(googleTokenLife))
}

// RevokeGoogleTokens makes every access token invalid. Keys and refresh tokens still get new ones.
func (s *Server) RevokeGoogleTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.google.accounts.tokens)
}

// ServiceAccountKey returns the key file of a service account, in JSON. The key is made when it is first asked for.
// It is to be called after Start, as the file says where tokens are to be had; it panics if there is no such account.
func (s *Server) ServiceAccountKey(email string) []byte {
	url := s.URL()
	s.mu.Lock()
	defer s.mu.Unlock()
	account := s.google.accounts.must(email)
	if account.serviceID == "" {
		panic("mockserver: no service account: " + email)
	}
	if account.key == nil {
		account.key, _ = rsa.GenerateKey(rand.Reader, 2048) // fails for too small a size alone
		id := make([]byte, 20)
		_, _ = rand.Read(id)
		account.keyID = hex.EncodeToString(id)
	}
	der, err := x509.MarshalPKCS8PrivateKey(account.key)
	if err != nil {
		panic(err)
	}
	return googleCredentialsFile(map[string]string{
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

// AuthorizedUser returns the application default credentials of a person, in JSON. It is to be called after Start; it
// panics if there is no such person.
func (s *Server) AuthorizedUser(email string) []byte {
	url := s.URL()
	s.mu.Lock()
	defer s.mu.Unlock()
	account := s.google.accounts.must(email)
	if account.refreshToken == "" {
		panic("mockserver: no person: " + email)
	}
	return googleCredentialsFile(map[string]string{
		"type":            "authorized_user",
		"client_id":       account.clientID(),
		"client_secret":   account.clientSecret,
		"refresh_token":   account.refreshToken,
		"token_uri":       url + "/token",
		"universe_domain": "googleapis.com",
	})
}

func googleCredentialsFile(fields map[string]string) []byte {
	text, _ := json.MarshalIndent(fields, "", "  ") // cannot fail: strings alone
	return text
}
