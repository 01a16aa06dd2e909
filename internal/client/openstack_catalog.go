package client

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
)

// ResourceLocksMicroversion is the version of Manila's API that brought resource
// locks, and the one that is asked for. There is no "latest" on the wire.
const ResourceLocksMicroversion = "2.81"

// sharedFileSystemTypes are the catalog's names for Manila v2: the one that
// deployments use and the official one.
var sharedFileSystemTypes = []string{"sharev2", "shared-file-system"}

type endpoint struct {
	url    string
	region string
}

// sharedFileSystemEndpoint ends with "/v2/" or with "/v2/PROJECT/".
func (o *OpenStack) sharedFileSystemEndpoint(s *session, region string) (endpoint, error) {
	for _, name := range sharedFileSystemTypes {
		if url := o.config.EndpointOverrides[name]; url != "" {
			return endpoint{url: versioned(url), region: region}, nil
		}
	}
	var offered, regions []string
	for _, entry := range s.catalog.Entries {
		offered = append(offered, entry.Type)
		if !slices.Contains(sharedFileSystemTypes, entry.Type) {
			continue
		}
		for _, e := range entry.Endpoints {
			if gophercloud.Availability(e.Interface) != o.resolved.availability {
				continue
			}
			if region == "" || e.RegionID == region || e.Region == region {
				return endpoint{url: versioned(e.URL), region: cmp.Or(region, e.RegionID)}, nil
			}
			regions = append(regions, e.RegionID)
		}
	}
	if len(regions) > 0 {
		return endpoint{}, fmt.Errorf("the service catalog has no %s endpoint of the shared file system service in region %q; "+
			"it has one in %s. Set region to one of these, in the same case", o.resolved.availability, region, strings.Join(regions, ", "))
	}
	return endpoint{}, fmt.Errorf("the service catalog has no %s endpoint of the shared file system service (type %s); "+
		"it offers %s. Set endpoint_overrides = { sharev2 = \"URL\" } if the service runs all the same",
		o.resolved.availability, strings.Join(sharedFileSystemTypes, " or "), strings.Join(offered, ", "))
}

var versionSegment = regexp.MustCompile(`/v2(/[^/]+)?/$`)

func versioned(url string) string {
	url = gophercloud.NormalizeURL(url)
	if !versionSegment.MatchString(url) {
		url += "v2/"
	}
	return url
}

// checkVersion asks Manila which versions it offers. An older Manila answers a
// request for a lock with a 404 that reads almost as that of a lock which is gone,
// so this comes before the first of them. The list of versions is below the
// version's own path and needs no token. A proxy that publishes the version's own
// path alone has the part of the list that matters there.
func checkVersion(ctx context.Context, manila *gophercloud.ServiceClient) error {
	root := versionSegment.ReplaceAllString(manila.Endpoint, "/")
	e := askVersions(ctx, manila, root)
	if e != nil && len(e.Offered) == 0 && !IsAnswerLost(e.Err) {
		if own := askVersions(ctx, manila, root+"v2/"); own == nil || len(own.Offered) > 0 {
			e = own
		}
	}
	if e != nil {
		return e
	}
	return nil
}

// askVersions is nil if there is the version that is needed.
func askVersions(ctx context.Context, manila *gophercloud.ServiceClient, address string) *VersionError {
	var answer struct {
		Versions []struct {
			ID         string `json:"id"`
			Version    string `json:"version"`
			MinVersion string `json:"min_version"`
		} `json:"versions"`
	}
	_, err := manila.ProviderClient.Request(ctx, http.MethodGet, address, &gophercloud.RequestOpts{
		OkCodes:      []int{http.StatusOK, http.StatusMultipleChoices},
		JSONResponse: &answer,
	})
	if err != nil {
		return &VersionError{Endpoint: manila.Endpoint, Err: err}
	}
	e := &VersionError{Endpoint: manila.Endpoint}
	for _, v := range answer.Versions {
		if atLeast(v.Version, ResourceLocksMicroversion) && atLeast(ResourceLocksMicroversion, v.MinVersion) {
			return nil
		}
		if v.Version != "" {
			e.Offered = append(e.Offered, v.MinVersion+" to "+v.Version)
		}
	}
	return e
}

// atLeast compares two versions of the form 2.81.
func atLeast(version, least string) bool {
	major, minor, ok := parseVersion(version)
	leastMajor, leastMinor, _ := parseVersion(least)
	return ok && major == leastMajor && minor >= leastMinor
}

func parseVersion(version string) (major, minor int, ok bool) {
	before, after, ok := strings.Cut(version, ".")
	major, majorErr := strconv.Atoi(before)
	minor, minorErr := strconv.Atoi(after)
	return major, minor, ok && majorErr == nil && minorErr == nil
}

// VersionError is an endpoint without resource locks.
type VersionError struct {
	Endpoint string
	// Offered are the ranges of versions that the endpoint has.
	Offered []string
	// Err is why the versions could not be read.
	Err error
}

func (e *VersionError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("ask %s which versions of the shared file system API it offers: %s", e.Endpoint, Describe(e.Err))
	}
	offered := strings.Join(e.Offered, ", ")
	if offered == "" {
		offered = "no version of it"
	}
	return fmt.Sprintf("the shared file system API at %s offers %s, and resource locks need %s (Manila 17.0.0, OpenStack 2023.2 Bobcat)",
		e.Endpoint, offered, ResourceLocksMicroversion)
}

func (e *VersionError) Unwrap() error { return e.Err }
