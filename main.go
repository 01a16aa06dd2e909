// The provider's program: Terraform starts it and talks to it over the plugin protocol, version 6.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	debugged := flag.Bool("debug", false, "run with support for debuggers such as delve")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println("terraform-provider-custody " + version)
		return
	}
	silenceLog()
	collectLess()

	var opts []tf6server.ServeOpt
	if *debugged {
		opts = append(opts, tf6server.WithManagedDebug())
	}
	err := tf6server.Serve("registry.terraform.io/terraform-provider-custody/custody", provider.NewServer(version), opts...)
	if err != nil {
		log.Fatal(err)
	}
}

// silenceLog turns the log off, the framework's own trace log too, when no log is
// asked for: formatting it and sending it to a CLI that throws it away takes more than
// half of a provider's time.
func silenceLog() {
	asked := slices.ContainsFunc(os.Environ(), func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		return value != "" && (name == "TF_LOG" || name == "TF_LOG_PROVIDER" || strings.HasPrefix(name, "TF_LOG_PROVIDER_") ||
			strings.HasPrefix(name, "TF_LOG_SDK") || strings.HasPrefix(name, "TF_ACC_LOG"))
	})
	if !asked {
		_ = os.Setenv("TF_LOG_SDK", "off")
		_ = os.Setenv("TF_LOG_PROVIDER_CUSTODY", "off")
	}
}

// collectLess lets the heap grow to five times what is in use before garbage is
// collected, for the process lives for seconds, but not above 256 MiB. GOGC and
// GOMEMLIMIT in the environment come first.
func collectLess() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(256 << 20)
	}
}
