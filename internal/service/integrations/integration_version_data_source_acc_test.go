package integrations_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
)

const (
	reader = "viewer@shop.test"

	versionAddress = "data.custody_integration_version.test"
)

var rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`)

func versionData(lines ...string) string {
	return "data \"custody_integration_version\" \"test\" {\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

// numbered is the full name of the version of an integration with a snapshot number.
func numbered(cloud *acctest.Integrations, integration string, number int64) string {
	versions := cloud.Mock.Versions(integration)
	i := slices.IndexFunc(versions, func(v integrations.Version) bool { return v.SnapshotNumber == number })
	return integration + "/versions/" + versions[i].ID
}

// readOnce runs the configuration, and holds that reading again finds no change.
func readOnce(t *testing.T, config string, checks ...statecheck.StateCheck) {
	t.Helper()
	runSteps(t, resource.TestStep{Config: config, ConfigStateChecks: checks}, resource.TestStep{
		Config:           config,
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
	})
}

func TestAccIntegrationVersionDataSource_finds(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	byProjectNumber := strings.Replace(apigeeOrders, "projects/shop/", "projects/123456789012/", 1)
	tests := map[string]struct {
		lines, integration string
		number             int64
		state, holder      string
	}{
		"the draft":               {attribute("integration", orders), orders, 2, "DRAFT", ana},
		"the draft of a product":  {attribute("integration", apigeeOrders), apigeeOrders, 2, "DRAFT", ana},
		"by the project's number": {attribute("integration", byProjectNumber), byProjectNumber, 2, "DRAFT", ana},
		"by its state": {
			attribute("integration", orders) + "\n" + attribute("state", "ACTIVE"), orders, 1, "ACTIVE", "",
		},
		"by its name": {attribute("name", numbered(cloud, orders, 1)), orders, 1, "ACTIVE", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			version := cloud.Mock.Versions(tt.integration)[tt.number-1]
			var holder knownvalue.Check = knownvalue.Null()
			if tt.holder != "" {
				holder = knownvalue.StringExact(tt.holder)
			}
			var checks []statecheck.StateCheck
			for name, want := range map[string]knownvalue.Check{
				"name":        knownvalue.StringExact(tt.integration + "/versions/" + version.ID),
				"integration": knownvalue.StringExact(tt.integration), "version_id": knownvalue.StringExact(version.ID),
				"state": knownvalue.StringExact(tt.state), "lock_holder": holder,
				"snapshot_number":     knownvalue.Int64Exact(tt.number),
				"last_modifier_email": knownvalue.StringExact(ana),
				"description":         knownvalue.StringExact(version.Description), "user_label": knownvalue.Null(),
				"create_time": knownvalue.StringRegexp(rfc3339), "update_time": knownvalue.StringRegexp(rfc3339),
			} {
				checks = append(checks, statecheck.ExpectKnownValue(versionAddress, tfjsonpath.New(name), want))
			}
			readOnce(t, cloud.As(reader)+versionData(tt.lines), checks...)
		})
	}
}

// TestAccIntegrationVersionDataSource_refuses holds that what cannot be found is an
// error that says what there is and what to do.
func TestAccIntegrationVersionDataSource_refuses(t *testing.T) {
	t.Parallel()
	html := core.Fault{
		Status: http.StatusNotFound, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}},
	}
	tests := map[string]struct {
		lines string
		as    string
		fault core.Fault
		want  string
	}{
		"neither": {lines: "", want: "one (and only one) of"},
		"both": {
			lines: attribute("integration", orders) + "\n" + attribute("name", unknownVersion), want: "one (and only one) of",
		},
		"a state of a named version": {
			lines: attribute("name", unknownVersion) + "\n" + attribute("state", "DRAFT"), want: "cannot be specified when",
		},
		"another state": {
			lines: attribute("integration", orders) + "\n" + attribute("state", "draft"), want: "must be one of",
		},
		"a malformed name": {lines: attribute("integration", "orders"), want: "the project is malformed"},
		"no such version":  {lines: attribute("name", unknownVersion), want: "Requested entity was not found"},
		"no draft": {
			lines: attribute("integration", orders+"-2"),
			want:  "The integration has no version in state DRAFT, or there is no such integration",
		},
		"several": {
			lines: attribute("integration", orders) + "\n" + attribute("state", "SNAPSHOT"),
			want:  "several versions in SNAPSHOT, newest first:",
		},
		"no right to list": {
			lines: attribute("integration", orders), as: "nobody@shop.test",
			want: "need the IAM permission integrations.integrationVersions.list",
		},
		"no right to list, said softly": {
			lines: attribute("integration", orders), fault: core.Fault{Status: 200, Body: `{"noPermission": true}`},
			want: "need the IAM permission integrations.integrationVersions.list",
		},
		"no right to read": {
			lines: attribute("name", unknownVersion), as: "nobody@shop.test",
			want: "need the IAM permission integrations.integrationVersions.get",
		},
		"an API that is not enabled": {
			lines: attribute("integration", strings.Replace(orders, "shop", "other", 1)),
			want:  "is not enabled in project other",
		},
		"a region without the service": {
			lines: attribute("integration", strings.Replace(orders, "europe", "asia", 1)),
			want:  "is set up in region asia-west1",
		},
		"an HTML page": {
			lines: attribute("integration", orders), fault: html, want: "This is not an answer of Application Integration",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.NewIntegrations(t)
			// Three versions that were drafts in turn.
			for _, holder := range []string{ben, ana} {
				cloud.Mock.TakeOver(holder, orders)
			}
			if tt.fault.Status != 0 {
				tt.fault.API = "integrations"
				cloud.Mock.AddFault(tt.fault)
			}
			if tt.as == "" {
				tt.as = reader
			}
			runSteps(t, resource.TestStep{Config: cloud.As(tt.as) + versionData(tt.lines), ExpectError: inWords(tt.want)})
		})
	}
}

const unknownVersion = orders + "/versions/00000000-0000-4000-8000-000000000000"
