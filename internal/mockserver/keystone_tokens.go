package mockserver

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
func (s *Server) showToken(r *http.Request) (keystoneAnswer, error) {
	subject, err := s.subjectToken(r, errMayNotValidate)
	if err != nil {
		return keystoneAnswer{}, err
	}
	return s.tokenAnswer(r, http.StatusOK, subject), nil
}

// revokeToken is DELETE /v3/auth/tokens.
func (s *Server) revokeToken(r *http.Request) (keystoneAnswer, error) {
	subject, err := s.subjectToken(r, errMayNotRevoke)
	if err != nil {
		return keystoneAnswer{}, err
	}
	subject.revoked = true
	return keystoneAnswer{status: http.StatusNoContent}, nil
}

// subjectToken returns the token that the request is about. The caller has to be its user, admin
// or a service (Keystone 27.0.0, common/policies/token.py); without a subject the policy fails too.
func (s *Server) subjectToken(r *http.Request, forbidden error) (*token, error) {
	caller, err := s.keystone.validate(r.Header.Get("X-Auth-Token"), s.now())
	if err != nil {
		return nil, errUnauthorized
	}
	s.setActor(r, caller.user.name)
	id := r.Header.Get("X-Subject-Token")
	if id == "" {
		return nil, forbidden
	}
	subject, err := s.keystone.validate(id, s.now())
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
func (s *Server) tokenAnswer(r *http.Request, status int, t *token) keystoneAnswer {
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
			roles = append(roles, object{{"id", s.keystone.roleIDs[role]}, {"name", role}})
		}
		body = append(body, member{"roles", roles})
		if t.system {
			body = append(body, member{"system", object{{"all", true}}})
		}
		if !r.URL.Query().Has("nocatalog") {
			body = append(body, member{"catalog", s.catalog(r, t)})
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
func (s *Server) catalog(r *http.Request, t *token) []any {
	services := []any{}
	if !s.openstack.noShareService {
		endpoints := []any{}
		for _, service := range s.shareServices {
			url := baseURL(r) + service.prefix + "/v2"
			if s.openstack.projectInURL && t.project != nil {
				url += "/" + t.project.id
			}
			endpoints = append(endpoints, s.endpoints("share", service.region, url)...)
		}
		services = append(services, object{
			{"endpoints", endpoints},
			{"id", s.catalogID("share")},
			{"type", s.openstack.serviceType},
			{"name", "manilav2"},
		})
	}
	endpoints := []any{}
	for _, region := range s.openstack.regions {
		endpoints = append(endpoints, s.endpoints("identity", region, baseURL(r)+keystonePrefix+"/v3")...)
	}
	return append(services, object{
		{"endpoints", endpoints},
		{"id", s.catalogID("identity")},
		{"type", "identity"},
		{"name", "keystone"},
	})
}

func (s *Server) endpoints(service, region, url string) []any {
	list := []any{}
	for _, kind := range []string{"public", "internal", "admin"} {
		list = append(list, object{
			{"id", s.catalogID(service + " " + region + " " + kind)},
			{"interface", kind},
			{"region_id", region},
			{"url", url},
			{"region", region},
		})
	}
	return list
}

// catalogID makes the id of a service or an endpoint when it is first shown.
func (s *Server) catalogID(of string) string {
	if _, ok := s.keystone.serviceIDs[of]; !ok {
		s.keystone.serviceIDs[of] = newHexID()
	}
	return s.keystone.serviceIDs[of]
}
