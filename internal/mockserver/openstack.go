package mockserver

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// keystonePrefix is where the identity service answers. Its root and that of the share service have to be two
// places, as clients find each by stripping the version from an endpoint.
const keystonePrefix = "/identity"

// openstackConfig is what the options of the OpenStack half set.
type openstackConfig struct {
	regions         []string
	serviceType     string
	projectInURL    bool
	noShareService  bool
	htmlEndpoint    bool
	maxMicroversion microversion
	maxLimit        int
	dateHeader      bool
}

func defaultOpenStackConfig() openstackConfig {
	return openstackConfig{
		regions:         []string{"RegionOne"},
		serviceType:     "sharev2",
		maxMicroversion: microversion{2, 89},
		maxLimit:        1000,
	}
}

// WithRegions sets the regions of the catalog, by default RegionOne. Each has a share service of its own; the seed
// and the methods that Server takes from ShareService are those of the first.
func WithRegions(names ...string) Option {
	return func(s *Server) { s.openstack.regions = names }
}

// WithShareServiceType sets the share service's type in the catalog, by default "sharev2"; the other one in use is
// "shared-file-system".
func WithShareServiceType(name string) Option {
	return func(s *Server) { s.openstack.serviceType = name }
}

// WithProjectIDInEndpoint makes the catalog's share endpoints end in /v2/PROJECT_ID, as deployments that were set up
// for the first API versions do.
func WithProjectIDInEndpoint() Option {
	return func(s *Server) { s.openstack.projectInURL = true }
}

// WithoutShareService leaves the share service out of the catalog.
func WithoutShareService() Option {
	return func(s *Server) { s.openstack.noShareService = true }
}

// WithHTMLEndpoint makes the share endpoint of the catalog answer every request with 200 and an HTML page, as a
// portal or a badly configured proxy does.
func WithHTMLEndpoint() Option {
	return func(s *Server) { s.openstack.htmlEndpoint = true }
}

// WithMaxMicroversion sets the share service's highest microversion, such as "2.78"; by default 2.89. It panics on
// anything but MAJOR.MINOR.
func WithMaxMicroversion(version string) Option {
	parsed, ok := parseMicroversion(version)
	if !ok {
		panic("mockserver: no microversion: " + version)
	}
	return func(s *Server) { s.openstack.maxMicroversion = parsed }
}

// WithMaxLimit sets the share service's osapi_max_limit, by default 1000.
func WithMaxLimit(n int) Option {
	return func(s *Server) { s.openstack.maxLimit = n }
}

// WithDateHeader makes both services send a Date header. By default they do not: uWSGI, which serves them in most
// deployments, sends none.
func WithDateHeader() Option {
	return func(s *Server) { s.openstack.dateHeader = true }
}

// installOpenStack adds the routes of both services and the seed.
func (s *Server) installOpenStack() {
	s.keystone = newKeystone()
	for i, region := range s.openstack.regions {
		prefix := "/share"
		if i > 0 {
			prefix = "/share-" + region
		}
		service := newShareService(s, region, prefix)
		service.install()
		s.shareServices = append(s.shareServices, service)
	}
	s.ShareService = s.shareServices[0]
	s.installKeystone()
	s.seedOpenStack()
	s.control.HandleFunc("DELETE /_mock/locks/{id}", func(w http.ResponseWriter, r *http.Request) {
		if !s.DeleteLock(r.PathValue("id")) {
			http.Error(w, "no such lock", http.StatusNotFound)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// Region returns the share service of a region, nil if there is no such region.
func (s *Server) Region(name string) *ShareService {
	for _, service := range s.shareServices {
		if service.region == name {
			return service
		}
	}
	return nil
}

// prepareHeader leaves out the Date header that net/http would add, unless it is asked for.
func (s *Server) prepareHeader(w http.ResponseWriter) {
	if !s.openstack.dateHeader {
		w.Header()["Date"] = nil
	}
}

// baseURL is the address at which the client reached the server.
func baseURL(r *http.Request) string {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

// newHexID is an id as Keystone makes them: a UUID without dashes.
func newHexID() string { return strings.ReplaceAll(newUUID(), "-", "") }

func newUUID() string {
	b := randomBytes(16)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func newSecret() string { return hex.EncodeToString(randomBytes(12)) }

// newTokenID looks like a Fernet token, and is as long as one.
func newTokenID() string { return "gAAAAAB" + base64.RawURLEncoding.EncodeToString(randomBytes(132)) }

// stamp shows a time as Manila does: UTC, six decimals, no zone.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000") }
