package google

import (
	"slices"
	"strings"
	"time"
)

const getAccessToken = "iam.serviceAccounts.getAccessToken"

// generateAccessTokenRequest and generateAccessTokenResponse are those of iamcredentials.googleapis.com.
type generateAccessTokenRequest struct {
	Delegates []string `json:"delegates,omitempty"`
	Scope     []string `json:"scope,omitempty"`
	Lifetime  string   `json:"lifetime,omitempty"` // seconds with an "s", up to 3600s; absent: 3600s
}

type generateAccessTokenResponse struct {
	AccessToken string `json:"accessToken"`
	ExpireTime  string `json:"expireTime"` // RFC 3339, UTC
}

// generateAccessToken gives a token of a service account to whoever may impersonate it: the caller itself, or the
// last of a chain of delegates each of whom may impersonate the next.
func (g *Google) generateAccessToken(call *Call) (any, error) {
	var in generateAccessTokenRequest
	if err := DecodeProto(call.Content, "", &in); err != nil {
		return nil, err
	}
	if len(in.Scope) == 0 {
		return nil, InvalidArgument("Request contains an invalid argument.")
	}
	lifetime, err := parseLifetime(in.Lifetime)
	if err != nil {
		return nil, err
	}
	target := call.PathValue("email")
	from := call.Caller
	for _, next := range append(in.Delegates, "projects/-/serviceAccounts/"+target) {
		next = strings.TrimPrefix(next, "projects/-/serviceAccounts/")
		account := g.accounts.byEmail[next]
		if account == nil || account.serviceID == "" {
			return nil, NotFound("Not found; Gaia id not found for email %s", next)
		}
		if !slices.Contains(g.accounts.must(from).impersonates, next) {
			return nil, PermissionDenied(getAccessToken, "projects/-/serviceAccounts/"+next)
		}
		from = next
	}
	expires := g.Now().Add(lifetime)
	return generateAccessTokenResponse{
		AccessToken: g.accounts.issue(target, in.Scope, expires),
		ExpireTime:  expires.Format(time.RFC3339),
	}, nil
}

func parseLifetime(text string) (time.Duration, error) {
	if text == "" {
		return time.Hour, nil
	}
	lifetime, err := time.ParseDuration(text)
	if err != nil || strings.Trim(text, "0123456789.") != "s" || lifetime <= 0 || lifetime > time.Hour {
		return 0, InvalidArgument("The access token lifetime cannot exceed 3600s, and has to be a number of seconds.")
	}
	return lifetime, nil
}
