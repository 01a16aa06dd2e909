package mockserver

import "testing"

func TestApigeeSearch(t *testing.T) {
	t.Parallel()
	const (
		apps = "/v1/organizations/acme/apps"
		one  = `{"app":[{"appId":"till-id"}],"totalSize":1}`
		full = `{"appId":"till-id","name":"till","developerId":"*","developerEmail":"dev@acme.test","status":"approved",
			"createdAt":"1790000000000","lastModifiedAt":"1790000000000"`
		none = `{}`
	)
	tests := map[string]googleStep{
		"all":             {path: apps, want: `{"app":[{"appId":"*"},{"appId":"*"}],"totalSize":2}`},
		"by key":          {path: apps + "?filter=consumerKey=k-old", want: one},
		"by key, quoted":  {path: apps + "?filter=consumerKey%3D%22k-old%22", want: one},
		"by no key":       {path: apps + "?filter=consumerKey=x", want: none},
		"by name":         {path: apps + "?filter=appName=till", want: one},
		"by id":           {path: apps + "?filter=appId=till-id", want: one},
		"by ids":          {path: apps + "?ids=till-id,x", want: one},
		"by product":      {path: apps + "?filter=apiProduct=maps", want: one},
		"by parameter":    {path: apps + "?apiProduct=maps", want: one},
		"by status":       {path: apps + "?filter=status=revoked", want: none},
		"status":          {path: apps + "?status=revoked", want: none},
		"by developer":    {path: apps + "?filter=developerEmail=ops%2Bkeys@acme.test", want: none},
		"by type":         {path: apps + "?filter=appType=AppGroup", want: none},
		"from an id":      {path: apps + "?startKey=till-ie", want: none},
		"expanded":        {path: apps + "?filter=appName=till&expand=true", want: `{"app":[` + full + `,"credentials":["*"]}],"totalSize":1}`},
		"no credentials":  {path: apps + "?ids=till-id&expand=true&includeCred=false", want: `{"app":[` + full + `}],"totalSize":1}`},
		"one":             {path: apps + "/till-id", want: full + `,"credentials":["*"]}`},
		"one that is not": {path: apps + "/x", status: 404},
		"bad filter":      {path: apps + "?filter=colour=red", status: 400},
		"bad size":        {path: apps + "?pageSize=many", status: 400},
		"bad token":       {path: apps + "?pageToken=x", status: 400},
		"a developer's":   {path: devApps, want: `{"app":[{"appId":"*","name":"portal"},{"appId":"till-id","name":"till"}]}`},
		"a developer's, from": {
			path: devApps + "?startKey=portal&count=1", want: `{"app":[{"appId":"*","name":"portal"}]}`,
		},
		"a developer's, bad count":             {path: devApps + "?count=0", status: 400},
		"a developer's, expanded and counted":  {path: devApps + "?expand=true&count=1", status: 400},
		"a developer's, from a name, no count": {path: devApps + "?startKey=portal", status: 400},
	}
	for name, step := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := googleServer(t)
			s.AddApp("acme", "dev@acme.test", ApigeeApp{Name: "till", ID: "till-id", Keys: []ApigeeKey{
				{ConsumerKey: "k-old", Products: []ApigeeKeyProduct{{"maps", "approved"}}},
			}})
			step.method = "GET"
			if step.status == 0 {
				step.status = 200
			}
			step.run(t, s, "viewer@shop.test")
		})
	}
}

func TestApigeeSearchInPages(t *testing.T) {
	t.Parallel()
	s, _ := googleServer(t)
	for _, id := range []string{"0", "1", "2"} {
		s.AddApp("acme", "ops+keys@acme.test", ApigeeApp{Name: "app" + id, ID: id})
	}
	const path = "/v1/organizations/acme/apps?filter=developerEmail=ops%2Bkeys@acme.test&pageSize=2"
	w := googleStep{
		method: "GET", path: path, status: 200,
		want: `{"app":[{"appId":"0"},{"appId":"1"}],"nextPageToken":"Mg==","totalSize":3}`,
	}.run(t, s, "ana@shop.test")
	if t.Failed() {
		t.Log(w.Body)
	}
	googleStep{
		method: "GET", path: path + "&pageToken=Mg%3D%3D", status: 200, want: `{"app":[{"appId":"2"}],"totalSize":3}`,
	}.run(t, s, "ana@shop.test")
}
