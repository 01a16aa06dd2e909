package integrations

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/integrationversions"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

const cannotTakeOver = "Cannot Take Over Edit Lock"

// refusal is a takeover that cannot work, or that the service refused for a reason
// that the state of the draft tells.
type refusal struct {
	// attribute is the one at fault.
	attribute string
	// text is a sentence, and remedy says what to do next.
	text, remedy string
	// err is what the service said. Nil: it was not asked.
	err error
}

func (r *refusal) Error() string {
	if r.err == nil {
		return r.text
	}
	return r.text + "\n\nThe service said: " + strings.TrimSuffix(r.err.Error(), ".") + "."
}

// attribute is the one that names the target.
func (t takeoverTarget) attribute() string {
	if t.name.Version == "" {
		return "integration"
	}
	return "integration_version"
}

func (t takeoverTarget) noDraft() error {
	return &refusal{
		attribute: t.attribute(),
		text:      fmt.Sprintf("Integration %s has no draft, or there is no such integration.", t.name),
		remedy: "Check the name, in which upper and lower case differ. If the integration is there, nobody is editing it and " +
			"nothing needs to be taken over: create a draft of it.",
	}
}

func (t takeoverTarget) notADraft(v *integrationversions.Version) error {
	remedy := "Only a draft has an edit lock. A takeover gives the draft a new id: set integration instead of integration_version, " +
		"so that the draft is looked up."
	if t.name.Version == "" {
		remedy = "Apply again: the draft is looked up anew."
	}
	return &refusal{
		attribute: t.attribute(), remedy: remedy,
		text: fmt.Sprintf("Version %s is not in DRAFT but in %s.", t.name.WithVersion(v.ID), v.State),
	}
}

const unlockedRemedy = "There is nothing to take over: whoever may edit the integration can edit this draft, and gets the lock by that. " +
	"A lock ends 15 minutes after the last edit, and when the draft is published or deleted."

func (t takeoverTarget) notLocked(v *integrationversions.Version) error {
	return &refusal{
		attribute: t.attribute(), text: fmt.Sprintf("Nobody holds the edit lock of draft %s.", t.name.WithVersion(v.ID)),
		remedy: unlockedRemedy,
	}
}

func (t takeoverTarget) unexpectedHolder(v *integrationversions.Version) error {
	return &refusal{
		attribute: "expected_lock_holder",
		text: fmt.Sprintf("The edit lock of draft %s is held by %s, not by %s. It was not taken over.",
			t.name.WithVersion(v.ID), v.LockHolder, t.expectedHolder),
		remedy: "Ask " + v.LockHolder + ". To take over from them all the same, change or remove expected_lock_holder.",
	}
}

// explain says why the service refused a takeover that had looked possible a moment
// before. Its own code is the same for all reasons, so the versions are looked at.
func (t takeoverTarget) explain(
	ctx context.Context, api *client.Integrations, old *integrationversions.Version, err error,
) error {
	if !client.IsBadRequest(err) && !client.IsConflict(err) {
		return err
	}
	name := t.name.WithVersion(old.ID)
	now, lookErr := integrationversions.Get(ctx, api, name)
	if lookErr != nil {
		return err
	}
	why := &refusal{attribute: t.attribute(), err: err}
	switch {
	case now.State != integrationversions.StateDraft:
		return t.explainChange(ctx, api, now, why)
	case now.LockHolder == "", hasLapsed(now, api.Now()):
		why.text = fmt.Sprintf("The edit lock of draft %s has lapsed: %s held it and last edited the draft at %s.",
			name, old.LockHolder, now.UpdateTime.Format(time.RFC3339))
		why.remedy = unlockedRemedy
	default:
		why.text = fmt.Sprintf("The service does not let the edit lock of draft %s be taken over, which %s holds.", name, now.LockHolder)
		why.remedy = "Look at the draft in the console, or ask " + now.LockHolder + "."
	}
	return why
}

// explainChange says what somebody else has made of the draft.
func (t takeoverTarget) explainChange(
	ctx context.Context, api *client.Integrations, now *integrationversions.Version, why *refusal,
) error {
	name := t.name.WithVersion(now.ID)
	next, err := t.newestDraft(ctx, api)
	switch {
	case now.State == integrationversions.StateActive:
		why.text = fmt.Sprintf("Draft %s was published by %s in the meantime and has no edit lock any more.", name, now.LastModifierEmail)
		why.remedy = "Nothing needs to be taken over: create a draft to edit."
	case now.State == integrationversions.StateArchived:
		why.text = fmt.Sprintf("Draft %s was deleted by %s in the meantime.", name, now.LastModifierEmail)
		why.remedy = "Create a draft to edit."
	case err != nil || next == nil:
		why.text = fmt.Sprintf("Version %s is in %s in the meantime, and the integration has no draft.", name, now.State)
		why.remedy = "Create a draft to edit."
	default:
		why.text = fmt.Sprintf("Somebody took over draft %s in the meantime: it is in %s, and the draft is %s, held by %s.",
			name, now.State, t.name.WithVersion(next.ID), cmp.Or(next.LockHolder, "nobody"))
		why.remedy = "If that was not you, ask them before you take over again: with integration, another apply takes over the new draft; " +
			"with integration_version, name the new draft."
	}
	return why
}

// foreignSuccessor says that after a lost answer there is a new draft that may be
// somebody else's, or certainly is.
func (t takeoverTarget) foreignSuccessor(api *client.Integrations, found *takeover, answer error) error {
	why := &refusal{attribute: t.attribute(), err: answer}
	old, holder := t.name.WithVersion(found.snapshot.ID), cmp.Or(found.draft.LockHolder, "nobody")
	if api.KnowsSelf() {
		why.text = fmt.Sprintf("The answer to the takeover of draft %s was lost, and somebody else took over in the meantime: the draft is "+
			"%s, held by %s.", old, found.draftName, holder)
		why.remedy = "Ask " + holder + " before you take over again. Another apply with integration takes over the new draft."
		return why
	}
	why.text = fmt.Sprintf("The answer to the takeover of draft %s was lost. Now that version is a snapshot, and the draft is %s, held by %s. "+
		"The provider does not know its own e-mail address with these credentials, and cannot tell whether that is its own takeover.",
		old, found.draftName, holder)
	why.remedy = fmt.Sprintf("If %s is the user that the provider works as, the takeover was carried out: do not apply again, but import the "+
		"resource with the id %s. Otherwise ask %s before you take over again.", holder, found.draftName, holder)
	return why
}

// maybeOneself says that a takeover whose answer was lost may have made the draft that is to be taken over.
func (t takeoverTarget) maybeOneself(earlier string, draft *integrationversions.Version) error {
	name := t.name.WithVersion(draft.ID)
	return &refusal{
		attribute: t.attribute(),
		text: fmt.Sprintf("The draft is %s, held by %s. It was not taken over: this run sent a takeover of the draft before it, version %s, "+
			"whose answer was lost, and the provider does not know its own e-mail address with these credentials.",
			name, draft.LockHolder, earlier),
		remedy: fmt.Sprintf("If %s is the user that the provider works as, the takeover was carried out: do not apply again, but import the "+
			"resource with the id %s. Otherwise ask %s before you take over again.", draft.LockHolder, name, draft.LockHolder),
	}
}

// hasLapsed says that the last edit was so long ago that the lock has probably ended.
func hasLapsed(v *integrationversions.Version, now time.Time) bool {
	return !v.UpdateTime.IsZero() && !now.Before(v.UpdateTime.Add(lockLife))
}

// addTakeoverFailure adds an error of takeOver, at the attribute that is at fault if
// it is known.
func addTakeoverFailure(target takeoverTarget, err error, diags *diag.Diagnostics) {
	if why, ok := errors.AsType[*refusal](err); ok {
		diags.AddAttributeError(path.Root(why.attribute), cannotTakeOver, why.Error()+"\n\n"+why.remedy)
		return
	}
	service.Failure{
		Summary: cannotTakeOver, Tried: "take over the edit lock of " + target.name.String(),
		Remedy: takeoverRemedy(target.name, "update", err), Err: err,
	}.AddTo(diags)
}

// takeoverRemedy says what to do after a request on a name that failed. The verb is
// the last part of the permission that it needs.
func takeoverRemedy(name integrationversions.Name, verb string, err error) string {
	if errors.Is(err, client.ErrUnknownConfiguration) {
		return "Apply what the provider's google configuration depends on first, with -target."
	}
	answer, ok := client.AsAPIError(err)
	_, lost := errors.AsType[*client.LostAnswerError](err)
	_, noLogin := errors.AsType[*client.GoogleLoginError](err)
	switch {
	case errors.Is(err, integrationversions.ErrNoPermission):
		return needsPermission(permission(name, "list"))
	case lost:
		return fmt.Sprintf("Nobody can say whether the takeover was or will be carried out. Look at the drafts of %s in the console, or with the "+
			"data source custody_integration_versions. If there is a new draft that the provider's user holds, import this resource with "+
			"the draft's full name as id. Otherwise apply again.", name.OfIntegration())
	case !ok, noLogin, client.IsUnauthorized(err):
		return ""
	case answer.Kind == "" && !client.IsAnswerLost(err):
		return "This is not an answer of Application Integration. Check integrations_custom_endpoint: it is the address without a path."
	case client.IsForbidden(err) && answer.Permission != "":
		return needsPermission(answer.Permission)
	case client.IsForbidden(err):
		return fmt.Sprintf("Either the Application Integration API (integrations.googleapis.com) is not enabled in project %s, or the project is "+
			"another one: enable the API or check the name. If it is enabled, the credentials need the IAM permission %s.",
			name.Project, permission(name, verb))
	case client.IsNotFound(err):
		return fmt.Sprintf("Check that %s is there: upper and lower case differ, and a takeover gives the draft a new id.", name)
	case client.IsBadRequest(err):
		return fmt.Sprintf("Check that Application Integration is set up in region %s of project %s, and that the name is right: %s.",
			name.Location, name.Project, name)
	}
	return ""
}

func needsPermission(permission string) string {
	return "The credentials are valid but need the IAM permission " + permission + "."
}

// permission is what IAM calls the right to do something to versions under a name.
func permission(name integrationversions.Name, verb string) string {
	if name.Product != "" {
		return "integrations.apigeeIntegrationVers." + verb
	}
	return "integrations.integrationVersions." + verb
}
