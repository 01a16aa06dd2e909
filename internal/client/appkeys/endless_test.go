package appkeys_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// endless lists a thousand more apps with each page.
type endless int

func (e *endless) Call(_ context.Context, req appkeys.Request, answer any) error {
	if name := req.Path[strings.LastIndex(req.Path, "/")+1:]; name != "apps" {
		return json.Unmarshal(fmt.Appendf(nil, `{"name":%q,"appId":"id"}`, name), answer)
	}
	*e++
	apps := make([]string, 1000)
	for i := range apps {
		apps[i] = fmt.Sprintf(`{"name":"%d-%d"}`, *e, i/999*i)
	}
	return json.Unmarshal([]byte(`{"app":[`+strings.Join(apps, ",")+`]}`), answer)
}

func TestEachAppIsBounded(t *testing.T) {
	t.Parallel()
	var pages endless
	all := func(*appkeys.App) bool { return true }
	err := appkeys.EachApp(t.Context(), &pages, appkeys.Developer("acme", "dev@acme.test"), all)
	if _, ok := errors.AsType[*appkeys.AnswerError](err); !ok || pages != 101 {
		t.Errorf("%d pages, error %v", pages, err)
	}
}
