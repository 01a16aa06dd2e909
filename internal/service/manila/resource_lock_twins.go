package manila

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

// shownTwins bounds the warning about equal locks.
const shownTwins = 5

// warnOfTwins tells of equal locks. A run that is killed while it creates a lock leaves one.
func warnOfTwins(m resourceLockModel, twins []resourcelocks.Lock, diags *diag.Diagnostics) {
	if len(twins) == 0 {
		return
	}
	summary, blocks := "Equal Resource Lock Exists", make([]string, 0, shownTwins)
	if len(twins) > 1 {
		summary = "Equal Resource Locks Exist"
	}
	for i, twin := range twins[:min(len(twins), shownTwins)] {
		name := "NAME"
		if len(twins) > 1 {
			name = fmt.Sprintf("NAME_%d", i+1)
		}
		blocks = append(blocks, fmt.Sprintf("# created at %s\n%s", timeValue(&twin.CreatedAt).ValueString(),
			importBlock(name, m.Region.ValueString(), twin.ID)))
	}
	if more := len(twins) - len(blocks); more > 0 {
		blocks = append(blocks, fmt.Sprintf("%d more are not shown: the data source custody_resource_locks lists them.", more))
	}
	diags.AddWarning(summary, fmt.Sprintf("Resource lock %s was created. The same user already held %d with the same resource, type, action "+
		"and reason. If another resource manages such a lock, or this run replaces it, do nothing. If no resource manages it, for example "+
		"after a run that was stopped or killed, it keeps %s locked after a destroy. Then lift it, or add a resource block for it and "+
		"import it:\n\n%s",
		m.ID.ValueString(), len(twins), m.ResourceID.ValueString(), strings.Join(blocks, "\n\n")))
}

// warnOfFound tells of a lock whose creation had no answer. That of another run of the same user looks the same.
func warnOfFound(m resourceLockModel, found bool, diags *diag.Diagnostics) {
	if !found {
		return
	}
	id := m.ResourceID.ValueString()
	diags.AddWarning("Resource Lock Found After A Lost Answer", fmt.Sprintf("The response to the creation of a resource lock of %s was "+
		"lost. Exactly one equal lock has appeared since then, %s, and this resource manages it now. If another run of the same user created an "+
		"equal lock at the same moment, it may be that run's lock: then both runs manage one lock, or a second lock exists. In that case, check "+
		"with `openstack share lock list --resource %s`, and lift or import the second lock.", id, m.ID.ValueString(), id))
}

// importBlock is what a user pastes to import a lock.
func importBlock(name, region, id string) string {
	if region != "" {
		id = region + "/" + id
	}
	return fmt.Sprintf("import {\n  to = custody_resource_lock.%s\n  id = %q\n}", name, id)
}
