package apigee

import (
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google/googletest"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	const (
		apps = "/v1/organizations/acme/apps"
		one  = `{"app":[{"appId":"till-id"}],"totalSize":1}`
		full = `{"appId":"till-id","name":"till","developerId":"*","developerEmail":"dev@acme.test","status":"approved",
			"createdAt":"1790000000000","lastModifiedAt":"1790000000000"`
		none = `{}`
	)
	tests := map[string]googletest.Step{
		"all":             {Path: apps, Want: `{"app":[{"appId":"*"},{"appId":"*"}],"totalSize":2}`},
		"by key":          {Path: apps + "?filter=consumerKey=k-old", Want: one},
		"by key, quoted":  {Path: apps + "?filter=consumerKey%3D%22k-old%22", Want: one},
		"by no key":       {Path: apps + "?filter=consumerKey=x", Want: none},
		"by name":         {Path: apps + "?filter=appName=till", Want: one},
		"by id":           {Path: apps + "?filter=appId=till-id", Want: one},
		"by ids":          {Path: apps + "?ids=till-id,x", Want: one},
		"by product":      {Path: apps + "?filter=apiProduct=maps", Want: one},
		"by parameter":    {Path: apps + "?apiProduct=maps", Want: one},
		"by status":       {Path: apps + "?filter=status=revoked", Want: none},
		"status":          {Path: apps + "?status=revoked", Want: none},
		"by developer":    {Path: apps + "?filter=developerEmail=ops%2Bkeys@acme.test", Want: none},
		"by type":         {Path: apps + "?filter=appType=AppGroup", Want: none},
		"from an id":      {Path: apps + "?startKey=till-ie", Want: none},
		"expanded":        {Path: apps + "?filter=appName=till&expand=true", Want: `{"app":[` + full + `,"credentials":["*"]}],"totalSize":1}`},
		"no credentials":  {Path: apps + "?ids=till-id&expand=true&includeCred=false", Want: `{"app":[` + full + `}],"totalSize":1}`},
		"one":             {Path: apps + "/till-id", Want: full + `,"credentials":["*"]}`},
		"one that is not": {Path: apps + "/x", Status: 404},
		"bad filter":      {Path: apps + "?filter=colour=red", Status: 400},
		"bad size":        {Path: apps + "?pageSize=many", Status: 400},
		"bad token":       {Path: apps + "?pageToken=x", Status: 400},
		"a developer's":   {Path: devApps, Want: `{"app":[{"appId":"*","name":"portal"},{"appId":"till-id","name":"till"}]}`},
		"a developer's, from": {
			Path: devApps + "?startKey=portal&count=1", Want: `{"app":[{"appId":"*","name":"portal"}]}`,
		},
		"a developer's, bad count":             {Path: devApps + "?count=0", Status: 400},
		"a developer's, expanded and counted":  {Path: devApps + "?expand=true&count=1", Status: 400},
		"a developer's, from a name, no count": {Path: devApps + "?startKey=portal", Status: 400},
	}
	for name, step := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newServer(t, Quirks{})
			s.AddApp("acme", "dev@acme.test", App{Name: "till", ID: "till-id", Keys: []Key{
				{ConsumerKey: "k-old", Products: []KeyProduct{{"maps", "approved"}}},
			}})
			step.Method = "GET"
			if step.Status == 0 {
				step.Status = 200
			}
			step.Run(t, s, "viewer@shop.test")
		})
	}
}

func TestSearchInPages(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	for _, id := range []string{"0", "1", "2"} {
		s.AddApp("acme", "ops+keys@acme.test", App{Name: "app" + id, ID: id})
	}
	const path = "/v1/organizations/acme/apps?filter=developerEmail=ops%2Bkeys@acme.test&pageSize=2"
	w := googletest.Step{
		Method: "GET", Path: path, Status: 200,
		Want: `{"app":[{"appId":"0"},{"appId":"1"}],"nextPageToken":"Mg==","totalSize":3}`,
	}.Run(t, s, "ana@shop.test")
	if t.Failed() {
		t.Log(w.Body)
	}
	googletest.Step{
		Method: "GET", Path: path + "&pageToken=Mg%3D%3D", Status: 200, Want: `{"app":[{"appId":"2"}],"totalSize":3}`,
	}.Run(t, s, "ana@shop.test")
}
