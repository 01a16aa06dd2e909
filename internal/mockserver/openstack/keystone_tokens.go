package openstack

import (
	"encoding/base64"
	"net/http"
	"slices"
	"time"
)

// tokenLifetime is what the deployment that this was compared with has; Keystone's own default is an hour.
const tokenLifetime = 24 * time.Hour

// token is an issued token. Neither project nor system means that it is unscoped.
type token struct {
	id              string
	user            *user
	methods         []string
	auditIDs        []string
	issued, expires time.Time
	project         *project
	system          bool
	roles           []string
	appCredential   *appCredential
	revoked         bool
}

func newAuditID() string { return base64.RawURLEncoding.EncodeToString(randomBytes(16)) }

// validate returns the token of that id if it may be used at time now.
func (k *keystone) validate(id string, now time.Time) (*token, error) {
	t, ok := k.tokens[id]
	if !ok {
		return nil, errUnknownToken
	}
	if t.revoked || !now.Before(t.expires) {
		return nil, errInvalidToken
	}
	return t, nil
}

// showToken is GET and HEAD /v3/auth/tokens.
func (o *OpenStack) showToken(r *http.Request) (keystoneAnswer, error) {
	subject, err := o.subjectToken(r, errMayNotValidate)
	if err != nil {
		return keystoneAnswer{}, err
	}
	return o.tokenAnswer(r, http.StatusOK, subject), nil
}

// revokeToken is DELETE /v3/auth/tokens.
func (o *OpenStack) revokeToken(r *http.Request) (keystoneAnswer, error) {
	subject, err := o.subjectToken(r, errMayNotRevoke)
	if err != nil {
		return keystoneAnswer{}, err
	}
	subject.revoked = true
	return keystoneAnswer{status: http.StatusNoContent}, nil
}

// subjectToken returns the token that the request is about. The caller has to be its user, admin
// or a service (Keystone 27.0.0, common/policies/token.py); without a subject the policy fails too.
func (o *OpenStack) subjectToken(r *http.Request, forbidden error) (*token, error) {
	caller, err := o.keystone.validate(r.Header.Get("X-Auth-Token"), o.Now())
	if err != nil {
		return nil, errUnauthorized
	}
	o.SetActor(r, caller.user.name)
	id := r.Header.Get("X-Subject-Token")
	if id == "" {
		return nil, forbidden
	}
	subject, err := o.keystone.validate(id, o.Now())
	if err != nil {
		return nil, err
	}
	trusted := slices.Contains(caller.roles, "admin") || slices.Contains(caller.roles, "service")
	if caller.user != subject.user && !trusted {
		return nil, forbidden
	}
	return subject, nil
}

// tokenAnswer shows a token as Keystone does: its id in a header alone.
func (o *OpenStack) tokenAnswer(r *http.Request, status int, t *token) keystoneAnswer {
	domain := object{{"id", domainID}, {"name", domainName}}
	body := object{
		{"methods", t.methods},
		{"user", object{{"domain", domain}, {"id", t.user.id}, {"name", t.user.name}, {"password_expires_at", nil}}},
		{"audit_ids", t.auditIDs},
		{"expires_at", keystoneTime(t.expires)},
		{"issued_at", keystoneTime(t.issued)},
	}
	if t.project != nil {
		body = append(body, member{"project", object{{"domain", domain}, {"id", t.project.id}, {"name", t.project.name}}},
			member{"is_domain", false})
	}
	if len(t.roles) > 0 {
		roles := []any{}
		for _, role := range t.roles {
			roles = append(roles, object{{"id", o.keystone.roleIDs[role]}, {"name", role}})
		}
		body = append(body, member{"roles", roles})
		if t.system {
			body = append(body, member{"system", object{{"all", true}}})
		}
		if !r.URL.Query().Has("nocatalog") {
			body = append(body, member{"catalog", o.catalog(r, t)})
		}
	}
	if c := t.appCredential; c != nil {
		body = append(body, member{
			"application_credential",
			object{{"id", c.id}, {"name", c.name}, {"restricted", true}},
		})
	}
	return keystoneAnswer{
		status: status,
		header: map[string]string{"X-Subject-Token": t.id},
		body:   object{{"token", body}},
	}
}

// keystoneTime shows a time to the second, with decimals that are always zero.
func keystoneTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") + ".000000Z" }

// catalog lists the share service and the identity service with their endpoints in every region.
func (o *OpenStack) catalog(r *http.Request, t *token) []any {
	services := []any{}
	if !o.config.noShareService {
		endpoints := []any{}
		for _, service := range o.shareServices {
			url := baseURL(r) + service.prefix + "/v2"
			if o.config.projectInURL && t.project != nil {
				url += "/" + t.project.id
			}
			endpoints = append(endpoints, o.endpoints("share", service.region, url)...)
		}
		services = append(services, object{
			{"endpoints", endpoints},
			{"id", o.catalogID("share")},
			{"type", o.config.serviceType},
			{"name", "manilav2"},
		})
	}
	endpoints := []any{}
	for _, region := range o.config.regions {
		endpoints = append(endpoints, o.endpoints("identity", region, baseURL(r)+keystonePrefix+"/v3")...)
	}
	return append(services, object{
		{"endpoints", endpoints},
		{"id", o.catalogID("identity")},
		{"type", "identity"},
		{"name", "keystone"},
	})
}

func (o *OpenStack) endpoints(service, region, url string) []any {
	list := []any{}
	for _, kind := range []string{"public", "internal", "admin"} {
		list = append(list, object{
			{"id", o.catalogID(service + " " + region + " " + kind)},
			{"interface", kind},
			{"region_id", region},
			{"url", url},
			{"region", region},
		})
	}
	return list
}

// catalogID makes the id of a service or an endpoint when it is first shown.
func (o *OpenStack) catalogID(of string) string {
	if _, ok := o.keystone.serviceIDs[of]; !ok {
		o.keystone.serviceIDs[of] = newHexID()
	}
	return o.keystone.serviceIDs[of]
}
