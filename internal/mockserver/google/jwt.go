package google

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// jwtLeeway is how far the clocks of a client and of the token service may be apart.
const jwtLeeway = 5 * time.Minute

type jwtHeader struct {
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
}

// jwtClaims are what a service account says when it asks for a token; times in seconds since 1970.
type jwtClaims struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	Audience string `json:"aud"`
	Scope    string `json:"scope"`
	IssuedAt int64  `json:"iat"`
	Expires  int64  `json:"exp"`
}

// verifyJWT checks the assertion of a service account: who, signed with that account's key, for this audience, in
// time, with a scope.
func (a *accounts) verifyJWT(assertion string, audience []string, now time.Time) (jwtClaims, *oauthError) {
	var header jwtHeader
	var claims jwtClaims
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 || !decodeJWTPart(parts[0], &header) || !decodeJWTPart(parts[1], &claims) {
		return claims, invalidGrant("Invalid JWT: Failed to parse.")
	}
	account := a.byEmail[claims.Issuer]
	if account == nil || account.serviceID == "" {
		return claims, invalidGrant("Invalid grant: account not found")
	}
	if !account.signed(header, parts) {
		return claims, invalidGrant("Invalid JWT Signature.")
	}
	if !slices.Contains(audience, claims.Audience) {
		return claims, invalidGrant("Invalid JWT: Failed audience check.")
	}
	if !a.quirks.IgnoreJWTTimes && !claims.timely(now) {
		return claims, invalidGrant("Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable " +
			"timeframe. Check your iat and exp values in the JWT claim.")
	}
	if claims.Subject != "" && claims.Subject != claims.Issuer {
		return claims, &oauthError{
			http.StatusUnauthorized, "unauthorized_client",
			"Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of " +
				"the scopes requested.",
		}
	}
	if strings.TrimSpace(claims.Scope) == "" {
		return claims, &oauthError{http.StatusBadRequest, "invalid_scope", "Empty or missing scope not allowed."}
	}
	return claims, nil
}

func decodeJWTPart(part string, into any) bool {
	text, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(text, into) == nil
}

// signed reports whether the JWT carries the account's RS256 signature.
func (a *account) signed(header jwtHeader, parts []string) bool {
	if a.key == nil || header.Algorithm != "RS256" || header.KeyID != "" && header.KeyID != a.keyID {
		return false
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return false
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	return rsa.VerifyPKCS1v15(&a.key.PublicKey, crypto.SHA256, digest[:], signature) == nil
}

func (c jwtClaims) timely(now time.Time) bool {
	issued, expires := time.Unix(c.IssuedAt, 0), time.Unix(c.Expires, 0)
	return !issued.After(now.Add(jwtLeeway)) && expires.After(now) && expires.Sub(issued) <= time.Hour+jwtLeeway
}
