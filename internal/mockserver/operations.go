package mockserver

import (
	"fmt"
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

// operationsOf is what a part of the server tells about its operations.
var operationsOf = []struct {
	title      string
	operations func() []core.Operation
}{
	{"OpenStack: Keystone and Manila", openstack.Operations},
	{"Google: tokens", google.Operations},
	{"Apigee", apigee.Operations},
	{"Application Integration", integrations.Operations},
}

const operationsHead = `---
page_title: "What the mock server covers"
description: |-
  Operation by operation: whether the mock server behaves as the real service does, and how that is known.
---

# What the mock server covers

A test against a mock is worth as much as the mock. This page lists every operation of the
[mock server](testing-modules.md) and says how its behaviour is known:

| evidence | meaning |
| --- | --- |
| recorded | Manila 20.0 or Keystone 27.0 and the mock server got the same requests and gave the same answers. |
| discovery document | The method, its fields and its parameters are those of the API's discovery document. |
| reference | The behaviour is described in the API's reference or in a guide of its vendor. |
| public clients | The behaviour is known from the source or from the issues of public clients. |
| unknown | Nobody documents it. The mock server does what is likeliest. |

Any other request is answered as the real service answers an unknown path.
`

// OperationsPage returns the page of the documentation that says, operation by operation, how far the server can be
// trusted. It is a template of tfplugindocs.
func OperationsPage() string {
	var page strings.Builder
	page.WriteString(operationsHead)
	for _, part := range operationsOf {
		fmt.Fprintf(&page, "\n## %s\n\n| operation | evidence | quirks that are copied | left out |\n", part.title)
		page.WriteString("| --- | --- | --- | --- |\n")
		for _, o := range part.operations() {
			fmt.Fprintf(&page, "| %s | %s | %s | %s |\n", cell(o.Name), o.Evidence, cell(o.Quirks...), cell(o.LeftOut...))
		}
	}
	return page.String()
}

// cell is text for a table of Markdown.
func cell(texts ...string) string {
	text := strings.ReplaceAll(strings.Join(texts, " "), "|", `\|`)
	return strings.ReplaceAll(strings.ReplaceAll(text, "{", "&#123;"), "<", "&lt;")
}
