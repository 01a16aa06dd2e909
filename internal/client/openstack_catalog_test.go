package client

import (
	"errors"
	"strings"
	"testing"
)

// catalogJSON is a catalog of Manila in two regions, seen from two sides.
const catalogJSON = `"catalog": [
	{"type": "identity", "name": "keystone", "endpoints": [
		{"interface": "public", "region": "north", "region_id": "north", "url": "CLOUD/v3"}]},
	{"type": "TYPE", "name": "manilav2", "endpoints": [
		{"interface": "internal", "region": "north", "region_id": "north", "url": "CLOUD/inside/v2/"},
		{"interface": "public", "region": "north", "region_id": "north", "url": "CLOUD/v2/demo-id"},
		{"interface": "public", "region": "south", "region_id": "south", "url": "CLOUD/share"}]}]`

// loginWith is alice's login with another catalog.
func loginWith(catalog string) answer {
	before, _, _ := strings.Cut(aliceTokenJSON, `"catalog"`)
	return answer{201, aliceLogin.header, before + catalog + "}}"}
}

func TestSharedFileSystemEndpoint(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		serviceType string
		config      OpenStackConfig
		region      string
		// endpoint is where Manila is, root where it is asked for its versions.
		endpoint, root, wantRegion string
	}{
		"the first region": {"sharev2", OpenStackConfig{}, "", "/v2/demo-id/", "/", "north"},
		"the official service type": {
			"shared-file-system", OpenStackConfig{}, "", "/v2/demo-id/", "/", "north",
		},
		"the configured region, below a path, without a version": {
			"sharev2", OpenStackConfig{Region: "south"}, "", "/share/v2/", "/share/", "south",
		},
		"the resource's region": {
			"sharev2", OpenStackConfig{Region: "north"}, "south", "/share/v2/", "/share/", "south",
		},
		"from inside": {
			"sharev2", OpenStackConfig{EndpointType: "internalURL"}, "", "/inside/v2/", "/inside/", "north",
		},
		"override": {
			"sharev2",
			OpenStackConfig{EndpointOverrides: map[string]string{"sharev2": "CLOUD/other/v2"}},
			"",
			"/other/v2/", "/other/", "",
		},
		"override with a project, under the official type, in a region": {
			"none", OpenStackConfig{
				EndpointOverrides: map[string]string{"sharev2": "", "shared-file-system": "CLOUD/other/v2/demo-id"}, Region: "west",
			}, "", "/other/v2/demo-id/", "/other/", "west",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startOpenStack(t, map[string][]answer{
				loginRoute:       {loginWith(strings.ReplaceAll(catalogJSON, "TYPE", tt.serviceType))},
				rootRoute:        nil,
				"GET " + tt.root: {versions},
			})
			config := f.config()
			config.Region, config.EndpointType = tt.config.Region, tt.config.EndpointType
			config.EndpointOverrides = map[string]string{}
			for name, url := range tt.config.EndpointOverrides {
				config.EndpointOverrides[name] = strings.ReplaceAll(url, "CLOUD", f.url)
			}
			manila, err := f.open(t, config, TransportConfig{}).SharedFileSystem(t.Context(), tt.region)
			if err != nil {
				t.Fatal(err)
			}
			if manila.Endpoint != f.url+tt.endpoint || manila.Region != tt.wantRegion {
				t.Errorf("endpoint %s in region %q, want %s in %q", manila.Endpoint, manila.Region, tt.endpoint, tt.wantRegion)
			}
		})
	}
}

func TestNoSharedFileSystem(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		catalog      string
		endpointType string
		region       string
		want         []string
	}{
		"no such service": {
			strings.ReplaceAll(catalogJSON, "TYPE", "volumev3"), "", "",
			[]string{"no public endpoint", "sharev2 or shared-file-system", "identity, volumev3", "endpoint_overrides"},
		},
		"an empty catalog": {`"catalog": []`, "", "", []string{"no public endpoint", "endpoint_overrides"}},
		"no such region": {
			strings.ReplaceAll(catalogJSON, "TYPE", "sharev2"), "", "west",
			[]string{"no public endpoint", `region "west"`, "it has one in north, south"},
		},
		"not from that side": {
			strings.ReplaceAll(catalogJSON, "TYPE", "sharev2"), "admin", "", []string{"no admin endpoint"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startOpenStack(t, map[string][]answer{loginRoute: {loginWith(tt.catalog)}})
			config := f.config()
			config.EndpointType = tt.endpointType
			_, err := f.open(t, config, TransportConfig{}).SharedFileSystem(t.Context(), tt.region)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not have %q", err, want)
				}
			}
			noSecret(t, err.Error())
		})
	}
}

func TestManilaTooOld(t *testing.T) {
	t.Parallel()
	html := map[string]string{"Content-Type": "text/html"}
	offering := func(lowest, highest string) answer {
		return answer{300, nil, `{"versions": [{"id": "v2.0", "version": "` + highest + `", "min_version": "` + lowest + `"}]}`}
	}
	tests := map[string]struct {
		root answer
		want []string
	}{
		"an older one":          {offering("2.0", "2.78"), []string{"offers 2.0 to 2.78", "need 2.81"}},
		"one short of it":       {offering("2.0", "2.80"), []string{"offers 2.0 to 2.80", "need 2.81"}},
		"2.9 is less than 2.81": {offering("2.0", "2.9"), []string{"offers 2.0 to 2.9,", "need 2.81"}},
		"one that forgot it":    {offering("2.82", "2.99"), []string{"offers 2.82 to 2.99", "need 2.81"}},
		"another major version": {offering("3.0", "3.90"), []string{"offers 3.0 to 3.90", "need 2.81"}},
		"one of before versions": {
			answer{300, nil, `{"versions": [{"id": "v1.0", "version": ""}]}`}, []string{"offers no version"},
		},
		"another service": {answer{200, nil, `{"name": "cinder"}`}, []string{"offers no version"}},
		"an HTML page":    {answer{200, html, "<html></html>"}, []string{"which versions"}},
		"an HTML page, missing": {
			answer{404, html, "<html></html>"}, []string{"which versions", "404 Not Found", "an HTML page"},
		},
		"broken": {answer{503, nil, ""}, []string{"which versions", "503 Service Unavailable"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startOpenStack(t, map[string][]answer{rootRoute: {tt.root}})
			_, err := f.open(t, f.config(), TransportConfig{}).SharedFileSystem(t.Context(), "")
			version, ok := errors.AsType[*VersionError](err)
			if !ok || version.Endpoint != f.url+"/v2/demo-id/" {
				t.Fatalf("error %v, want a VersionError of the endpoint", err)
			}
			for _, want := range append(tt.want, f.url) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not have %q", err, want)
				}
			}
			noSecret(t, err.Error())
		})
	}
}

func TestManilaNewEnough(t *testing.T) {
	t.Parallel()
	for name, offered := range map[string]string{"just": "2.81", "newer": "2.99", "much newer": "2.100"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := answer{300, nil, `{"versions": [{"id": "v2.0", "version": "` + offered + `", "min_version": "2.0"}]}`}
			f := startOpenStack(t, map[string][]answer{rootRoute: {root}})
			if _, err := f.open(t, f.config(), TransportConfig{}).SharedFileSystem(t.Context(), ""); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestManilaBehindAProxy is about one that publishes the path of the version alone.
func TestManilaBehindAProxy(t *testing.T) {
	t.Parallel()
	const ownRoute = "GET /v2/"
	html := answer{404, map[string]string{"Content-Type": "text/html"}, "<html></html>"}
	offering := func(highest string) answer {
		return answer{200, nil, `{"versions": [{"id": "v2.0", "version": "` + highest + `", "min_version": "2.0"}]}`}
	}
	tests := map[string]struct {
		root, own answer
		want      string // empty: it works
	}{
		"new enough":                   {html, offering("2.89"), ""},
		"too old":                      {html, offering("2.78"), "offers 2.0 to 2.78"},
		"neither":                      {html, html, "which versions"},
		"another service at the root":  {answer{200, nil, `{"name": "portal"}`}, offering("2.89"), ""},
		"one that refuses at the root": {answer{403, nil, `{}`}, offering("2.89"), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startOpenStack(t, map[string][]answer{rootRoute: {tt.root}, ownRoute: {tt.own}})
			_, err := f.open(t, f.config(), TransportConfig{}).SharedFileSystem(t.Context(), "")
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if asked := len(f.to(ownRoute)); asked != 1 {
				t.Errorf("asked %d times at the path of the version, want once", asked)
			}
		})
	}
}
