package google

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

const (
	ciAccount     = "ci@shop.iam.gserviceaccount.test"
	deployAccount = "deploy@shop.iam.gserviceaccount.test"
)

// keyFile is what the tests read of a service account's key file.
type keyFile struct {
	ClientEmail  string `json:"client_email"`
	PrivateKeyID string `json:"private_key_id"`
	PrivateKey   string `json:"private_key"`
	TokenURI     string `json:"token_uri"`
}

func readKeyFile(t *testing.T, text []byte) (keyFile, *rsa.PrivateKey) {
	t.Helper()
	var file keyFile
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode([]byte(file.PrivateKey))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return file, key.(*rsa.PrivateKey)
}

// signJWT makes an RS256 JWT of literal parts.
func signJWT(t *testing.T, key *rsa.PrivateKey, header, claims string) string {
	t.Helper()
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." +
		base64.RawURLEncoding.EncodeToString([]byte(claims))
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func jwtForm(assertion string) string {
	return url.Values{"grant_type": {jwtBearerGrant}, "assertion": {assertion}}.Encode()
}

func TestJWTGrant(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, TokenQuirks{})
	file, key := readKeyFile(t, s.ServiceAccountKey(ciAccount))
	_, otherKey := readKeyFile(t, s.ServiceAccountKey(deployAccount))
	rs256 := fmt.Sprintf(`{"alg":"RS256","typ":"JWT","kid":%q}`, file.PrivateKeyID)
	claims := func(iss, aud, scope string, iat, exp int64) string {
		return fmt.Sprintf(`{"iss":%q,"aud":%q,"scope":%q,"iat":%d,"exp":%d}`, iss, aud, scope, iat, exp)
	}
	now := googletest.Time.Unix()
	good := claims(ciAccount, file.TokenURI, cloudPlatformScope, now, now+3600)
	tests := map[string]struct {
		assertion string
		status    int
		want      string
	}{
		"good": {signJWT(t, key, rs256, good), 200, `{"access_token":"*","expires_in":3599,"token_type":"Bearer"}`},
		"Google's audience": {
			signJWT(t, key, rs256, claims(ciAccount, "https://oauth2.googleapis.com/token", "x", now, now+60)),
			200, `{"access_token":"*","expires_in":3599,"token_type":"Bearer"}`,
		},
		"another's key": {
			signJWT(t, otherKey, rs256, good), 400,
			`{"error":"invalid_grant","error_description":"Invalid JWT Signature."}`,
		},
		"other algorithm": {
			signJWT(t, key, `{"alg":"none"}`, good), 400,
			`{"error":"invalid_grant","error_description":"Invalid JWT Signature."}`,
		},
		"other key id": {
			signJWT(t, key, `{"alg":"RS256","kid":"0"}`, good), 400,
			`{"error":"invalid_grant","error_description":"Invalid JWT Signature."}`,
		},
		"no account": {
			signJWT(t, key, rs256, claims("x@shop.test", file.TokenURI, "x", now, now+60)), 400,
			`{"error":"invalid_grant","error_description":"Invalid grant: account not found"}`,
		},
		"a person": {
			signJWT(t, key, rs256, claims("ana@shop.test", file.TokenURI, "x", now, now+60)), 400,
			`{"error":"invalid_grant","error_description":"Invalid grant: account not found"}`,
		},
		"other audience": {
			signJWT(t, key, rs256, claims(ciAccount, "https://shop.test/token", "x", now, now+60)), 400,
			`{"error":"invalid_grant","error_description":"Invalid JWT: Failed audience check."}`,
		},
		"expired":   {signJWT(t, key, rs256, claims(ciAccount, file.TokenURI, "x", now-3600, now)), 400, ""},
		"of a day":  {signJWT(t, key, rs256, claims(ciAccount, file.TokenURI, "x", now, now+86400)), 400, ""},
		"of future": {signJWT(t, key, rs256, claims(ciAccount, file.TokenURI, "x", now+600, now+900)), 400, ""},
		"no scope": {
			signJWT(t, key, rs256, claims(ciAccount, file.TokenURI, "", now, now+60)), 400,
			`{"error":"invalid_scope","error_description":"Empty or missing scope not allowed."}`,
		},
		"for another subject": {
			signJWT(t, key, rs256, strings.Replace(good, "{", `{"sub":"ana@shop.test",`, 1)), 401,
			`{"error":"unauthorized_client","error_description":"*"}`,
		},
		"no JWT": {"abc", 400, `{"error":"invalid_grant","error_description":"Invalid JWT: Failed to parse."}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body := postForm(t, s, "/token", jwtForm(tt.assertion))
			if status != tt.status {
				t.Errorf("status %d, want %d: %s", status, tt.status, body)
			}
			if tt.want == "" {
				tt.want = `{"error":"invalid_grant","error_description":"Invalid JWT: Token must be a short-lived token ` +
					`(60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim."}`
			}
			if diff := googletest.DiffJSON(t, tt.want, []byte(body)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestJWTTimesCanBeIgnored(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, TokenQuirks{IgnoreJWTTimes: true})
	file, key := readKeyFile(t, s.ServiceAccountKey(ciAccount))
	claims := fmt.Sprintf(`{"iss":%q,"aud":%q,"scope":"x","iat":1,"exp":2}`, ciAccount, file.TokenURI)
	if status, body := postForm(t, s, "/token", jwtForm(signJWT(t, key, `{"alg":"RS256"}`, claims))); status != 200 {
		t.Errorf("%d %s", status, body)
	}
}

func TestRefreshTokenGrant(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, TokenQuirks{})
	var file map[string]string
	if err := json.Unmarshal(s.AuthorizedUser("ana@shop.test"), &file); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		change map[string]string
		status int
		want   string
	}{
		"good": {nil, 200, `{"access_token":"*","expires_in":3599,"token_type":"Bearer",
			"scope":"https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/userinfo.email openid"}`},
		"wrong token": {
			map[string]string{"refresh_token": "x"},
			400,
			`{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`,
		},
		"wrong secret": {
			map[string]string{"client_secret": "x"}, 401, `{"error":"invalid_client","error_description":"Unauthorized"}`,
		},
		"wrong client": {
			map[string]string{"client_id": "x"},
			401,
			`{"error":"invalid_client","error_description":"The OAuth client was not found."}`,
		},
		"wrong grant": {
			map[string]string{"grant_type": "password"},
			400,
			`{"error":"unsupported_grant_type","error_description":"Invalid grant_type: password"}`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := url.Values{"grant_type": {"refresh_token"}}
			for _, field := range []string{"client_id", "client_secret", "refresh_token"} {
				form.Set(field, file[field])
			}
			for field, value := range tt.change {
				form.Set(field, value)
			}
			status, body := postForm(t, s, "/token", form.Encode())
			if diff := googletest.DiffJSON(t, tt.want, []byte(body)); status != tt.status || diff != "" {
				t.Errorf("%d %s %s", status, diff, body)
			}
		})
	}
}

func TestTokenInfo(t *testing.T) {
	t.Parallel()
	s, clock := newServer(t, TokenQuirks{})
	withEmail := s.IssueGoogleToken("ana@shop.test")
	s.Mu.Lock()
	plain := s.accounts.issue(ciAccount, []string{cloudPlatformScope}, googletest.Time.Add(time.Minute))
	s.Mu.Unlock()
	clock.Advance(30 * time.Second)
	tests := map[string]struct {
		token  string
		status int
		want   string
	}{
		"with e-mail": {withEmail, 200, `{"azp":"*","aud":"ana.shop.test.apps.mock","access_type":"online",
			"scope":"https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/userinfo.email",
			"exp":"1790003600","expires_in":"3570","email":"ana@shop.test","email_verified":"true"}`},
		"without the scope": {plain, 200, `{"azp":"*","aud":"100000000000000000001","access_type":"online",
			"scope":"https://www.googleapis.com/auth/cloud-platform","exp":"1790000060","expires_in":"30"}`},
		"unknown": {"x", 400, `{"error":"invalid_token","error_description":"Invalid Value"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			googletest.Step{Method: "GET", Path: "/tokeninfo?access_token=" + tt.token, Status: tt.status, Want: tt.want}.Run(t, s, "")
			status, body := postForm(t, s, "/tokeninfo", "access_token="+tt.token)
			if diff := googletest.DiffJSON(t, tt.want, []byte(body)); status != tt.status || diff != "" {
				t.Errorf("POST: %d %s", status, diff)
			}
		})
	}
}

func TestTokensAreChecked(t *testing.T) {
	t.Parallel()
	s, clock := newServer(t, TokenQuirks{})
	const path = "/v1/projects/-/serviceAccounts/" + ciAccount + ":generateAccessToken"
	ask := googletest.Step{Method: "POST", Path: path, Body: `{"scope":["x"]}`}
	const invalid = `{"error":{"code":401,"status":"UNAUTHENTICATED","details":"*","message":"Request had invalid ` +
		`authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication ` +
		`credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."}}`
	check := func(name, token string, status int, want string) {
		t.Helper()
		w := ask.Send(t, s, token)
		if diff := googletest.DiffJSON(t, want, w.Body.Bytes()); w.Code != status || diff != "" {
			t.Errorf("%s: %d %s", name, w.Code, diff)
		}
		if asks := w.Header().Get("WWW-Authenticate") != ""; asks != (status == 401) {
			t.Errorf("%s: WWW-Authenticate %v", name, asks)
		}
	}
	check("missing", "", 401, `{"error":{"code":401,"status":"UNAUTHENTICATED","details":"*","message":"*"}}`)
	check("unknown", "x", 401, invalid)
	token := s.IssueGoogleToken(deployAccount)
	check("good", token, 200, `{"accessToken":"*","expireTime":"2026-09-21T15:13:20Z"}`)
	clock.Advance(time.Hour)
	check("expired", token, 401, invalid)
	token = s.IssueGoogleToken(deployAccount)
	s.RevokeGoogleTokens()
	check("revoked", token, 401, invalid)
	s.Mu.Lock()
	narrow := s.accounts.issue(deployAccount, []string{emailScope}, clock.Now().Add(time.Hour))
	s.Mu.Unlock()
	check("narrow", narrow, 403, `{"error":{"code":403,"status":"PERMISSION_DENIED","details":"*",
		"message":"Request had insufficient authentication scopes."}}`)
	last := s.Journal()[len(s.Journal())-1]
	if last.Actor != deployAccount || last.Header.Get("Authorization") != core.Masked {
		t.Errorf("journal: actor %q, authorization %q", last.Actor, last.Header.Get("Authorization"))
	}
}

func TestImpersonation(t *testing.T) {
	t.Parallel()
	const base = "/v1/projects/-/serviceAccounts/"
	const denied = `{"error":{"code":403,"status":"PERMISSION_DENIED",
		"message":"Permission 'iam.serviceAccounts.getAccessToken' denied on resource ` +
		`'projects/-/serviceAccounts/ci@shop.iam.gserviceaccount.test' (or it may not exist).",
		"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"IAM_PERMISSION_DENIED",
		"domain":"iam.googleapis.com","metadata":{"permission":"iam.serviceAccounts.getAccessToken",
		"resource":"projects/-/serviceAccounts/ci@shop.iam.gserviceaccount.test"}}]}}`
	tests := map[string]struct {
		caller string
		googletest.Step
	}{
		"allowed": {deployAccount, googletest.Step{
			Method: "POST", Path: base + ciAccount + ":generateAccessToken", Body: `{"scope":["s"],"lifetime":"300s"}`, Status: 200,
			Want: `{"accessToken":"*","expireTime":"2026-09-21T14:18:20Z"}`,
		}},
		"not allowed": {"ben@shop.test", googletest.Step{
			Method: "POST", Path: base + ciAccount + ":generateAccessToken", Body: `{"scope":["s"]}`, Status: 403,
			Want: denied,
		}},
		"by a delegate": {"ana@shop.test", googletest.Step{
			Method: "POST", Path: base + ciAccount + ":generateAccessToken", Body: `{"scope":["s"],"delegates":["projects/-/serviceAccounts/` + deployAccount + `"]}`, Status: 200,
		}},
		"delegate not allowed": {deployAccount, googletest.Step{
			Method: "POST", Path: base + deployAccount + ":generateAccessToken", Body: `{"scope":["s"],"delegates":["projects/-/serviceAccounts/` + ciAccount + `"]}`, Status: 403,
		}},
		"nobody there": {deployAccount, googletest.Step{
			Method: "POST", Path: base + "x@shop.test:generateAccessToken", Body: `{"scope":["s"]}`, Status: 404,
		}},
		"too long": {deployAccount, googletest.Step{
			Method: "POST", Path: base + ciAccount + ":generateAccessToken", Body: `{"scope":["s"],"lifetime":"3601s"}`, Status: 400,
		}},
		"lifetime in minutes": {deployAccount, googletest.Step{
			Method: "POST", Path: base + ciAccount + ":generateAccessToken", Body: `{"scope":["s"],"lifetime":"5m"}`, Status: 400,
		}},
		"no scope": {deployAccount, googletest.Step{
			Method: "POST", Path: base + ciAccount + ":generateAccessToken", Body: `{}`, Status: 400,
		}},
		"unknown field": {deployAccount, googletest.Step{
			Method: "POST", Path: base + ciAccount + ":generateAccessToken", Body: `{"scopes":["s"]}`, Status: 400,
			Want: `{"error":{"code":400,"status":"INVALID_ARGUMENT","details":"*",
			"message":"Invalid JSON payload received. Unknown name \"scopes\": Cannot find field."}}`,
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newServer(t, TokenQuirks{})
			s.AllowImpersonation("ana@shop.test", deployAccount)
			tt.Run(t, s, tt.caller)
		})
	}
}
