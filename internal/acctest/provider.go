package acctest

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/acctest/canary"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/provider"
)

// suite watches all that the provider says in the tests of a package, and all secrets that its mock servers see: Main
// looks for one in the other when the tests are done.
var suite canary.Watch

// Factories run the provider in the test's own process.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) { return factories() }

// FactoriesAt run the provider in the test's own process, with a clock of the test's
// own for the expiry of keys.
func FactoriesAt(now func() time.Time) map[string]func() (tfprotov6.ProviderServer, error) {
	return factories(provider.WithClock(now))
}

func factories(opts ...provider.Option) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"custody": func() (tfprotov6.ProviderServer, error) {
			made := provider.NewServer("test", opts...)()
			full, ok := made.(canary.Full)
			if !ok {
				return nil, fmt.Errorf("%T has no actions or no list resources", made)
			}
			return suite.Server(full), nil
		},
	}
}

// Main runs a package's tests without what the environment of the one who runs
// them would change: the CLI's own configuration. They fail if a secret was told
// in one of them. Call it from TestMain.
func Main(m *testing.M) {
	if err := os.Unsetenv("TF_CLI_CONFIG_FILE"); err != nil {
		panic(err)
	}
	code := m.Run()
	for _, leak := range suite.Leaks() {
		fmt.Fprintln(os.Stderr, "FAIL: "+leak)
		code = 1
	}
	if dir, err := built(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}
