package appkeys_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// productCaller answers with a body, and keeps the path.
type productCaller struct{ body, path string }

func (c *productCaller) Call(_ context.Context, req appkeys.Request, answer any) error {
	c.path = req.Method + " " + req.Path
	return json.Unmarshal([]byte(c.body), answer)
}

func TestCheckProduct(t *testing.T) {
	t.Parallel()
	caller := &productCaller{body: `{"name": "gold $ 100%", "displayName": "Gold"}`}
	err := appkeys.CheckProduct(t.Context(), caller, "acme", "gold $ 100%")
	if want := "GET organizations/acme/apiproducts/gold%20$%20100%25"; err != nil || caller.path != want {
		t.Errorf("%s, error %v, want %s", caller.path, err, want)
	}
	for _, body := range []string{`{}`, `null`, `{"name": "silver"}`} {
		err := appkeys.CheckProduct(t.Context(), &productCaller{body: body}, "acme", "gold")
		if _, ok := errors.AsType[*appkeys.AnswerError](err); !ok {
			t.Errorf("%s gives error %v, want that it is not the product", body, err)
		}
	}
}
