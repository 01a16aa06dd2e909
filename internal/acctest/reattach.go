package acctest

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// reattachInfo is what TF_REATTACH_PROVIDERS says of a provider that runs already.
type reattachInfo struct {
	Protocol        string
	ProtocolVersion int
	Pid             int
	Test            bool
	Addr            reattachAddress
}

type reattachAddress struct{ Network, String string }

// Serve has the CLI use a provider that runs in the test's own process wherever the
// configuration asks for one of the name, such as "hashicorp/google".
func (c *CLI) Serve(name string, server tfprotov6.ProviderServer) {
	c.t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(c.t.Context()))
	started, closed, ended := make(chan *plugin.ReattachConfig), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- tf6server.Serve(name, func() tfprotov6.ProviderServer { return server },
			tf6server.WithDebug(ctx, started, closed), tf6server.WithGoPluginLogger(hclog.NewNullLogger()),
			tf6server.WithoutLogStderrOverride())
	}()
	var config *plugin.ReattachConfig
	select {
	case config = <-started:
	case err := <-ended:
		stop()
		c.t.Fatalf("serve %s: %v", name, err)
	}
	c.t.Cleanup(func() {
		stop()
		<-closed
	})
	info := reattachInfo{
		Protocol: string(config.Protocol), ProtocolVersion: config.ProtocolVersion, Pid: config.Pid, Test: config.Test,
		Addr: reattachAddress{Network: config.Addr.Network(), String: config.Addr.String()},
	}
	text, err := json.Marshal(map[string]reattachInfo{
		"registry.terraform.io/" + name: info, "registry.opentofu.org/" + name: info,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.Env = append(c.Env, "TF_REATTACH_PROVIDERS="+string(text))
}
