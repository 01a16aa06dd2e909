package google

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const jwtBearerGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"

// TokenQuirks is what a test may change about how tokens are given out. The zero value is the real service.
type TokenQuirks struct {
	// IgnoreJWTTimes takes a JWT whatever its iat and exp: clients go by the machine's clock, not by the server's.
	IgnoreJWTTimes bool
}

func (g *Google) installTokens() {
	g.seedAccounts()
	g.Core.Handle("google", "POST /token", g.oauth(g.grantToken))
	g.Core.Handle("google", "GET /tokeninfo", g.oauth(g.tokenInfo))
	g.Core.Handle("google", "POST /tokeninfo", g.oauth(g.tokenInfo))
	g.Handle(Route{
		API:     "google",
		Pattern: "POST /v1/projects/-/serviceAccounts/{email}/:generateAccessToken",
		Handle:  g.generateAccessToken,
	})
}

// oauthError is the error of an OAuth 2.0 endpoint (RFC 6749, section 5.2), which has not the shape of the APIs'.
type oauthError struct {
	code        int
	Name        string `json:"error"`
	Description string `json:"error_description"`
}

func (e *oauthError) Error() string { return e.Name + ": " + e.Description }

func invalidGrant(description string) *oauthError {
	return &oauthError{http.StatusBadRequest, "invalid_grant", description}
}

// oauthToken is the answer of the token endpoint.
type oauthToken struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"` // seconds
	Scope       string `json:"scope,omitempty"`
	TokenType   string `json:"token_type"`
}

// oauth adapts an OAuth 2.0 endpoint, which reads a form.
func (g *Google) oauth(h func(*http.Request) (any, *oauthError)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		g.Mu.Lock()
		defer g.Mu.Unlock()
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		answer, problem := any(nil), &oauthError{http.StatusBadRequest, "invalid_request", "Malformed form."}
		if r.ParseForm() == nil {
			answer, problem = h(r)
		}
		if problem != nil {
			w.WriteHeader(problem.code)
			answer = problem
		}
		_ = json.NewEncoder(w).Encode(answer)
	}
}

func (g *Google) grantToken(r *http.Request) (any, *oauthError) {
	switch grant := r.PostForm.Get("grant_type"); grant {
	case jwtBearerGrant:
		return g.grantForJWT(r)
	case "refresh_token":
		return g.grantForRefreshToken(r)
	default:
		return nil, &oauthError{http.StatusBadRequest, "unsupported_grant_type", "Invalid grant_type: " + grant}
	}
}

func (g *Google) grantForJWT(r *http.Request) (any, *oauthError) {
	audience := []string{"http://" + r.Host + "/token", "https://oauth2.googleapis.com/token"}
	claims, problem := g.accounts.verifyJWT(r.PostForm.Get("assertion"), audience, g.Now())
	if problem != nil {
		return nil, problem
	}
	g.SetActor(r, claims.Issuer)
	scopes := strings.Fields(claims.Scope)
	text := g.accounts.issue(claims.Issuer, scopes, g.Now().Add(tokenLife))
	return oauthToken{AccessToken: text, ExpiresIn: 3599, TokenType: "Bearer"}, nil
}

func (g *Google) grantForRefreshToken(r *http.Request) (any, *oauthError) {
	for _, account := range g.accounts.byEmail {
		if account.refreshToken == "" || account.clientID() != r.PostForm.Get("client_id") {
			continue
		}
		if account.clientSecret != r.PostForm.Get("client_secret") {
			return nil, &oauthError{http.StatusUnauthorized, "invalid_client", "Unauthorized"}
		}
		if account.refreshToken != r.PostForm.Get("refresh_token") {
			return nil, invalidGrant("Token has been expired or revoked.")
		}
		g.SetActor(r, account.email)
		scopes := []string{cloudPlatformScope, emailScope, "openid"}
		text := g.accounts.issue(account.email, scopes, g.Now().Add(tokenLife))
		return oauthToken{text, 3599, strings.Join(scopes, " "), "Bearer"}, nil
	}
	return nil, &oauthError{http.StatusUnauthorized, "invalid_client", "The OAuth client was not found."}
}

// tokenInfo tells about an access token. Its account's e-mail is in the answer if the token has the scope for that.
func (g *Google) tokenInfo(r *http.Request) (any, *oauthError) {
	token, ok := g.accounts.tokens[r.Form.Get("access_token")]
	left := token.expires.Sub(g.Now())
	if !ok || left <= 0 {
		return nil, &oauthError{http.StatusBadRequest, "invalid_token", "Invalid Value"}
	}
	account := g.accounts.must(token.email)
	client := account.serviceID
	if client == "" {
		client = account.clientID()
	}
	answer := map[string]string{
		"azp": client, "aud": client, "scope": strings.Join(token.scopes, " "), "access_type": "online",
		"exp":        strconv.FormatInt(token.expires.Unix(), 10),
		"expires_in": strconv.FormatInt(int64(left.Seconds()), 10),
	}
	if slices.Contains(token.scopes, emailScope) || slices.Contains(token.scopes, "email") {
		answer["email"], answer["email_verified"] = token.email, "true"
	}
	return answer, nil
}
