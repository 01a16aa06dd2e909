package appkeys_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// fakeDeveloper has apps that are called 0000, 0001 and so on, with a key each.
type fakeDeveloper struct {
	apps     int
	requests []string
}

func (f *fakeDeveloper) Call(_ context.Context, req appkeys.Request, answer any) error {
	f.requests = append(f.requests, strings.TrimSuffix(req.Path+"?"+req.Query.Encode(), "?"))
	const app = `{"name":"%04d","appId":"id","credentials":[{"consumerKey":"key-%[1]d","expiresAt":"-1"}]}`
	first, count, shown := 0, 100, app
	if name := req.Path[strings.LastIndex(req.Path, "/")+1:]; name != "apps" {
		_, _ = fmt.Sscanf(name, "%d", &first)
		return json.Unmarshal(fmt.Appendf(nil, app, first), answer)
	}
	if req.Query.Get("expand") == "" {
		shown = `{"name":"%04d"}`
		_, _ = fmt.Sscanf(req.Query.Get("count"), "%d", &count)
		_, _ = fmt.Sscanf(req.Query.Get("startKey"), "%d", &first)
	}
	var list []string
	for i := first; i < min(first+count, f.apps); i++ {
		list = append(list, fmt.Sprintf(shown, i))
	}
	return json.Unmarshal([]byte(`{"app":[`+strings.Join(list, ",")+`]}`), answer)
}

func TestEachApp(t *testing.T) {
	t.Parallel()
	const apps = "organizations/acme/developers/ops+keys@acme.test/apps"
	tests := map[string]struct {
		apps, wanted int
		// reads are how many apps are read alone, lists the requests for lists.
		reads int
		lists []string
	}{
		"none":            {0, 1, 0, []string{apps + "?expand=true"}},
		"few":             {99, 1000, 0, []string{apps + "?expand=true"}},
		"a hundred":       {100, 1000, 0, []string{apps + "?expand=true", apps + "?count=1000"}},
		"more":            {103, 1000, 3, []string{apps + "?expand=true", apps + "?count=1000"}},
		"enough at once":  {2500, 100, 0, []string{apps + "?expand=true"}},
		"enough later on": {2500, 102, 2, []string{apps + "?expand=true", apps + "?count=1000"}},
		"many": {2500, 5000, 2400, []string{
			apps + "?expand=true", apps + "?count=1000", apps + "?count=1000&startKey=0999", apps + "?count=1000&startKey=1998",
		}},
		"a last page that is full": {1000, 5000, 900, []string{
			apps + "?expand=true", apps + "?count=1000", apps + "?count=1000&startKey=0999",
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := &fakeDeveloper{apps: tt.apps}
			var names []string
			owner := appkeys.Developer("acme", "ops+keys@acme.test")
			err := appkeys.EachApp(t.Context(), api, owner, func(app *appkeys.App) bool {
				if len(app.Keys) != 1 {
					t.Errorf("app %s has %d keys", app.Name, len(app.Keys))
				}
				names = append(names, app.Name)
				return len(names) < tt.wanted
			})
			if want := min(tt.apps, tt.wanted); err != nil || len(names) != want {
				t.Errorf("%d apps, %v, wanted %d", len(names), err, want)
			}
			var lists []string
			for _, request := range api.requests {
				if strings.HasPrefix(request, apps+"?") {
					lists = append(lists, request)
				}
			}
			if diff := cmp.Diff(tt.lists, lists); diff != "" {
				t.Errorf("lists (-want +got):\n%s", diff)
			}
			if got := len(api.requests) - len(lists); got != tt.reads {
				t.Errorf("%d apps were read alone, wanted %d", got, tt.reads)
			}
		})
	}
}

func TestEachApp_request(t *testing.T) {
	t.Parallel()
	api := &fakeApigee{answer: "{}"}
	err := appkeys.EachApp(t.Context(), api, appkeys.Developer("acme", "ops+keys@acme.test"), func(*appkeys.App) bool { return true })
	if err != nil || api.request.Method != http.MethodGet || api.body != "" {
		t.Errorf("%+v %s, %v", api.request, api.body, err)
	}
}
