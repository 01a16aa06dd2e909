package integrations_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
)

func versionsData(lines ...string) string {
	return "data \"custody_integration_versions\" \"test\" {\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

func TestAccIntegrationVersionsDataSource_filters(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t, mockserver.WithIntegrations(integrations.Quirks{SeveralDrafts: true}))
	cloud.Mock.CreateDraft(ben, orders, "third")
	cloud.Mock.TakeOver(ana, numbered(cloud, orders, 3))
	tests := map[string]struct {
		lines string
		want  []int64
	}{
		"all":              {"", []int64{4, 3, 2, 1}},
		"a state":          {attribute("state", "DRAFT"), []int64{4, 2}},
		"a lock holder":    {attribute("lock_holder", "Ana@shop.test"), []int64{4, 2}},
		"nobody's":         {attribute("lock_holder", ben), []int64{}},
		"the API's filter": {attribute("filter", "snapshotNumber < 3"), []int64{2, 1}},
		"filter and state": {
			attribute("filter", "snapshotNumber=1 OR snapshotNumber=2") + "\n" + attribute("state", "DRAFT"),
			[]int64{2},
		},
		"newest edit first": {
			attribute("order_by", "last_modified_time") + "\n" + attribute("state", "DRAFT"),
			[]int64{4, 2},
		},
		"integration elsewhere": {attribute("filter", "snapshotNumber > 9"), []int64{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := make([]knownvalue.Check, len(tt.want))
			for i, number := range tt.want {
				want[i] = knownvalue.ObjectPartial(map[string]knownvalue.Check{
					"snapshot_number": knownvalue.Int64Exact(number),
					"name":            knownvalue.StringExact(numbered(cloud, orders, number)),
				})
			}
			readOnce(t, cloud.As(reader)+versionsData(attribute("integration", orders), tt.lines),
				statecheck.ExpectKnownValue("data.custody_integration_versions.test", tfjsonpath.New("versions"),
					knownvalue.ListExact(want)))
		})
	}
}

// TestAccIntegrationVersionsDataSource_pages holds that all versions of a state are read, and no
// others, in as few requests as the service allows.
func TestAccIntegrationVersionsDataSource_pages(t *testing.T) {
	t.Parallel()
	cloud := acctest.NewIntegrations(t)
	for i := range 1001 {
		cloud.Mock.CreateDraft(ana, orders, fmt.Sprint(i))
	}
	runSteps(t, resource.TestStep{
		Config: cloud.As(reader) + versionsData(attribute("integration", orders), attribute("state", "SNAPSHOT")) +
			"output \"n\" {\n  value = length(data.custody_integration_versions.test.versions)\n}\n",
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("n", knownvalue.Int64Exact(1001))},
	})
	requests := cloud.Mock.Requests(core.Match{API: "integrations", Method: http.MethodGet})
	first := slices.IndexFunc(requests, func(r core.Request) bool { return r.Query.Get("pageToken") != "" })
	for _, request := range requests {
		if got := request.Query.Get("filter"); got != "state=SNAPSHOT" {
			t.Errorf("the filter is %q", got)
		}
	}
	if first != 1 || len(requests)%2 != 0 {
		t.Errorf("%d requests, of which number %d is the first for a second page", len(requests), first)
	}
}
