// Package openstack is a mock of Keystone 27.0 and of Manila 20.0 with its default policies on MariaDB: tokens,
// resource locks in full, and shares and access rules as far as they can be locked.
package openstack

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
)

// keystonePrefix is where the identity service answers. Its root and that of the share service have to be two
// places, as clients find each by stripping the version from an endpoint.
const keystonePrefix = "/identity"

// config is what the options set.
type config struct {
	regions         []string
	serviceType     string
	projectInURL    bool
	noShareService  bool
	htmlEndpoint    bool
	maxMicroversion microversion
	maxLimit        int
	dateHeader      bool
}

func defaultConfig() config {
	return config{
		regions:         []string{"RegionOne"},
		serviceType:     "sharev2",
		maxMicroversion: microversion{2, 89},
		maxLimit:        1000,
	}
}

// WithRegions sets the regions of the catalog, by default RegionOne. Each has a share service of its own; the seed
// and the methods that OpenStack takes from ShareService are those of the first.
func WithRegions(names ...string) Option {
	return func(c *config) { c.regions = names }
}

// WithShareServiceType sets the share service's type in the catalog, by default "sharev2"; the other one in use is
// "shared-file-system".
func WithShareServiceType(name string) Option {
	return func(c *config) { c.serviceType = name }
}

// WithProjectIDInEndpoint makes the catalog's share endpoints end in /v2/PROJECT_ID, as deployments that were set up
// for the first API versions do.
func WithProjectIDInEndpoint() Option {
	return func(c *config) { c.projectInURL = true }
}

// WithoutShareService leaves the share service out of the catalog.
func WithoutShareService() Option {
	return func(c *config) { c.noShareService = true }
}

// WithHTMLEndpoint makes the share endpoint of the catalog answer every request with 200 and an HTML page, as a
// portal or a badly configured proxy does.
func WithHTMLEndpoint() Option {
	return func(c *config) { c.htmlEndpoint = true }
}

// WithMaxMicroversion sets the share service's highest microversion, such as "2.78"; by default 2.89. It panics on
// anything but MAJOR.MINOR.
func WithMaxMicroversion(version string) Option {
	parsed, ok := parseMicroversion(version)
	if !ok {
		panic("mockserver: no microversion: " + version)
	}
	return func(c *config) { c.maxMicroversion = parsed }
}

// WithMaxLimit sets the share service's osapi_max_limit, by default 1000.
func WithMaxLimit(n int) Option {
	return func(c *config) { c.maxLimit = n }
}

// WithDateHeader makes both services send a Date header. By default they do not: uWSGI, which serves them in most
// deployments, sends none.
func WithDateHeader() Option {
	return func(c *config) { c.dateHeader = true }
}

// OpenStack is one cloud: an identity service, and a share service in each region. The methods that it takes from
// ShareService are those of the first region.
type OpenStack struct {
	*core.Core
	// ShareService is the share service of the first region.
	*ShareService
	shareServices []*ShareService
	keystone      *keystone
	config        config
}

// Option changes an OpenStack while New makes it.
type Option func(*config)

// New adds the routes of both services to c and fills them with the seed.
func New(c *core.Core, opts ...Option) *OpenStack {
	o := &OpenStack{Core: c, config: defaultConfig(), keystone: newKeystone()}
	for _, opt := range opts {
		opt(&o.config)
	}
	for i, region := range o.config.regions {
		prefix := "/share"
		if i > 0 {
			prefix = "/share-" + region
		}
		service := newShareService(o, region, prefix)
		service.install()
		o.shareServices = append(o.shareServices, service)
	}
	o.ShareService = o.shareServices[0]
	o.installKeystone()
	o.seedOpenStack()
	o.installMoves()
	return o
}

// Region returns the share service of a region, nil if there is no such region.
func (o *OpenStack) Region(name string) *ShareService {
	for _, service := range o.shareServices {
		if service.region == name {
			return service
		}
	}
	return nil
}

// prepareHeader leaves out the Date header that net/http would add, unless it is asked for.
func (o *OpenStack) prepareHeader(w http.ResponseWriter) {
	if !o.config.dateHeader {
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
func newHexID() string { return strings.ReplaceAll(core.NewUUID(), "-", "") }

func newSecret() string { return hex.EncodeToString(randomBytes(12)) }

// newTokenID looks like a Fernet token, and is as long as one.
func newTokenID() string { return "gAAAAAB" + base64.RawURLEncoding.EncodeToString(randomBytes(132)) }

// stamp shows a time as Manila does: UTC, six decimals, no zone.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000") }
