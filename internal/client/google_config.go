package client

import (
	"cmp"
	"strings"
	"time"
)

// GoogleConfig is everything that reaching Google's APIs depends on.
type GoogleConfig struct {
	// Credentials are the path or the content of a credentials file, of a service
	// account or any other kind. Without them and AccessToken the application default
	// credentials count.
	Credentials string
	// AccessToken is used as it is and cannot be renewed.
	AccessToken string
	// ImpersonateServiceAccount is the e-mail of a service account to act as.
	ImpersonateServiceAccount string
	// ImpersonateServiceAccountDelegates are the e-mails of service accounts, each of
	// which may impersonate the next and the last of which the one above.
	ImpersonateServiceAccountDelegates []string
	// BillingProject is charged for quota, if UserProjectOverride is set.
	BillingProject      string
	UserProjectOverride bool
	// CheckAtPlan lets a plan make requests, to see what would make an apply fail.
	CheckAtPlan bool
	// Organization is Apigee's, for resources that name none.
	Organization string
	// ApigeeEndpoint, IntegrationsEndpoint and IAMCredentialsEndpoint are URLs used
	// instead of Google's own, with or without the API's version.
	ApigeeEndpoint, IntegrationsEndpoint, IAMCredentialsEndpoint string
	// Now is the time that a key's expiry and the age of a draft are measured
	// against. Nil: the machine's.
	Now func() time.Time
}

// quotaProject is the project to name in each request, if any.
func (c GoogleConfig) quotaProject() string {
	if !c.UserProjectOverride {
		return ""
	}
	return c.BillingProject
}

const (
	apigeeEndpoint         = "https://apigee.googleapis.com"
	integrationsEndpoint   = "https://integrations.googleapis.com"
	iamCredentialsEndpoint = "https://iamcredentials.googleapis.com"
)

// versionOne is the base below which the methods of version 1 of an API are,
// without a slash at the end.
func versionOne(configured, standard string) string {
	return withoutVersion(configured, standard) + "/v1"
}

// withoutVersion is the base below which the versions of an API are, without a
// slash at the end.
func withoutVersion(configured, standard string) string {
	base := strings.TrimRight(cmp.Or(configured, standard), "/")
	for _, version := range []string{"/v1", "/v1alpha"} {
		if rest, ok := strings.CutSuffix(base, version); ok {
			return rest
		}
	}
	return base
}
