package provider_test

import (
	"strings"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
)

const withGoogle = "guides/with-the-google-provider/main.tf"

// TestAccWithGoogleProvider has both providers work on one app, as the guide has it: each changes what is its own.
func TestAccWithGoogleProvider(t *testing.T) {
	t.Parallel()
	e := newExample(t, withGoogle)
	e.Write("main.tf", e.content)
	e.Apply()
	e.Run("plan", "-detailed-exitcode", "-no-color")

	e.Write("main.tf", strings.Replace(e.content, "/callback", "/changed", 1))
	if output := e.Apply(); !strings.Contains(output, "0 added, 1 changed, 0 destroyed") {
		t.Errorf("not the app alone was changed:\n%s", output)
	}
	app, _ := e.cloud.Mock.App("acme", "dev@acme.test", "shop")
	if len(app.Keys) != 2 || len(app.Keys[1].Products) != 1 || !strings.HasSuffix(app.CallbackURL, "/changed") {
		t.Errorf("the app has %d keys, and its own not what both providers gave it", len(app.Keys))
	}
	e.Run("plan", "-detailed-exitcode", "-no-color")
	e.Destroy()
}

// TestAccWithGoogleProvider_unguarded shows what the guide warns of: without ignore_changes, Google's resource takes
// from a key what this provider gave it, and this provider gives it back.
func TestAccWithGoogleProvider_unguarded(t *testing.T) {
	t.Parallel()
	e := newExample(t, withGoogle)
	content := strings.Replace(e.content, "ignore_changes", "# ignore_changes", 1)
	e.Write("main.tf", content)
	e.Apply()
	plan := e.Run("plan", "-no-color")
	if !strings.Contains(plan, `- "weather"`) || !strings.Contains(plan, "0 to add, 1 to change, 0 to destroy") {
		t.Errorf("the plan of the app does not take the product:\n%s", plan)
	}
	if output, ok := e.Try("apply", "-auto-approve", "-no-color"); ok {
		t.Errorf("the app's first key never had the product, but the apply succeeds:\n%s", output)
	}

	app, _ := e.cloud.Mock.App("acme", "dev@acme.test", "shop")
	e.cloud.Mock.DeleteKey("acme", "dev@acme.test", "shop", app.Keys[0].ConsumerKey)
	e.Apply()
	if left := products(e); len(left) != 0 {
		t.Errorf("Google's resource left %d products on its first key", len(left))
	}
	if plan := e.Run("plan", "-no-color"); !strings.Contains(plan, `+ "weather"`) {
		t.Errorf("the plan of the key does not give the product back:\n%s", plan)
	}
	e.Apply()
	if left := products(e); len(left) != 1 {
		t.Errorf("the key has %d products, wanted the configured one", len(left))
	}

	e.Write("main.tf", e.content)
	e.Run("plan", "-detailed-exitcode", "-no-color")
}

// products are those of the first key of the app shop.
func products(e *example) []apigee.KeyProduct {
	e.t.Helper()
	app, ok := e.cloud.Mock.App("acme", "dev@acme.test", "shop")
	if !ok || len(app.Keys) == 0 {
		e.t.Fatal("the app is gone")
	}
	return app.Keys[0].Products
}
