package integrationversions_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
)

// itself answers each request with a page that is its own next one.
type itself int

func (i *itself) Call(_ context.Context, _ integrationversions.Request, answer any) error {
	*i++
	return json.Unmarshal([]byte(`{"nextPageToken": "again"}`), answer)
}

func TestListThatNamesItself(t *testing.T) {
	t.Parallel()
	var pages itself
	err := integrationversions.List(t.Context(), &pages, orders, integrationversions.ListOpts{},
		func(integrationversions.Version) bool { return true })
	if _, ok := errors.AsType[*integrationversions.AnswerError](err); !ok || pages != 2 {
		t.Errorf("%d pages, error %v; want the second one to be the last", pages, err)
	}
}
