package manila

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/resourcelocks"
)

// shownTwins bounds the warning about equal locks.
const shownTwins = 5

// warnOfTwins tells of equal locks, which is what runs leave that were killed while they made one.
func warnOfTwins(m resourceLockModel, twins []resourcelocks.Lock, diags *diag.Diagnostics) {
	if len(twins) == 0 {
		return
	}
	summary, blocks := "Equal Resource Lock Stands", make([]string, 0, shownTwins)
	if len(twins) > 1 {
		summary = "Equal Resource Locks Stand"
	}
	for i, twin := range twins[:min(len(twins), shownTwins)] {
		name := "NAME"
		if len(twins) > 1 {
			name = fmt.Sprintf("NAME_%d", i+1)
		}
		blocks = append(blocks, fmt.Sprintf("# made at %s\n%s", timeValue(&twin.CreatedAt).ValueString(),
			importBlock(name, m.Region.ValueString(), twin.ID)))
	}
	if more := len(twins) - len(blocks); more > 0 {
		blocks = append(blocks, fmt.Sprintf("%d more are not shown: the data source custody_resource_locks lists them.", more))
	}
	diags.AddWarning(summary, fmt.Sprintf("Resource lock %s was made. The same user already held %d with the same resource, type, action and "+
		"reason. Leave alone what another resource manages or this run replaces. What none manages, as after a run that was killed while it "+
		"made a lock, keeps %s locked after a destroy: lift it, or give it a resource block of its own and import it:\n\n%s",
		m.ID.ValueString(), len(twins), m.ResourceID.ValueString(), strings.Join(blocks, "\n\n")))
}

// warnOfFound tells of a lock whose creation had no answer. That of another run of the same user looks the same.
func warnOfFound(m resourceLockModel, found bool, diags *diag.Diagnostics) {
	if !found {
		return
	}
	id := m.ResourceID.ValueString()
	diags.AddWarning("Resource Lock Found After A Lost Answer", fmt.Sprintf("The answer to the creation of a resource lock of %s was lost. "+
		"Resource lock %s is the only equal one that has come since, and is managed by this resource now. Only if another run of the same "+
		"user made an equal lock at that moment may it be the other run's: then both manage one lock, or one more stands. Look with "+
		"`openstack share lock list --resource %s` then: lift what is too much, or import it.", id, m.ID.ValueString(), id))
}

// importBlock is what a user pastes to import a lock.
func importBlock(name, region, id string) string {
	if region != "" {
		id = region + "/" + id
	}
	return fmt.Sprintf("import {\n  to = custody_resource_lock.%s\n  id = %q\n}", name, id)
}
