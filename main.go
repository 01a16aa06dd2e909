// The provider's program: Terraform starts it and talks to it over the plugin protocol, version 6.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run with support for debuggers such as delve")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println("terraform-provider-custody " + version)
		return
	}
	silenceFramework()

	var opts []tf6server.ServeOpt
	if *debug {
		opts = append(opts, tf6server.WithManagedDebug())
	}
	err := tf6server.Serve("registry.terraform.io/terraform-provider-custody/custody", provider.NewServer(version), opts...)
	if err != nil {
		log.Fatal(err)
	}
}

// silenceFramework turns the framework's own trace log off when no log is asked
// for: formatting it and sending it to a CLI that throws it away takes more than
// half of a provider's time.
func silenceFramework() {
	asked := slices.ContainsFunc(os.Environ(), func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		return value != "" && (name == "TF_LOG" || name == "TF_LOG_PROVIDER" || strings.HasPrefix(name, "TF_LOG_PROVIDER_") ||
			strings.HasPrefix(name, "TF_LOG_SDK") || strings.HasPrefix(name, "TF_ACC_LOG"))
	})
	if !asked {
		_ = os.Setenv("TF_LOG_SDK", "off")
	}
}
