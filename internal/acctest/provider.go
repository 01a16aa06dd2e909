package acctest

import (
	"os"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/provider"
)

// Factories run the provider in the test's own process.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) { return factories() }

// FactoriesAt run the provider in the test's own process, with a clock of the test's
// own for the expiry of keys.
func FactoriesAt(now func() time.Time) map[string]func() (tfprotov6.ProviderServer, error) {
	return factories(provider.WithClock(now))
}

func factories(opts ...provider.Option) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"custody": func() (tfprotov6.ProviderServer, error) { return provider.NewServer("test", opts...)(), nil },
	}
}

// Main runs a package's tests without what the environment of the one who runs
// them would change: the CLI's own configuration. Call it from TestMain.
func Main(m *testing.M) {
	if err := os.Unsetenv("TF_CLI_CONFIG_FILE"); err != nil {
		panic(err)
	}
	code := m.Run()
	if dir, err := built(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}
