package apigee

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/service"
)

// operation is one thing that is done to an app or a key, for the errors of it.
type operation struct {
	// summary as "Cannot Create Developer App Key".
	summary string
	// tried as "generate a key".
	tried string
	app   appkeys.AppName
	// permissions that it needs, in IAM's names, for an answer that names none.
	permissions string
	// ownKey says that a key is brought in, recorded that it is in state as unfinished
	// although nobody knows whether it was made.
	ownKey, recorded bool
}

// reach finds Apigee and the app that the attributes name.
func (o *operation) reach(
	ctx context.Context, c *client.Client, reference appReference,
) (*client.Apigee, error) {
	apigee, err := c.Apigee(ctx)
	o.app = reference.name("")
	if err != nil {
		return nil, err
	}
	o.app = reference.name(apigee.Organization)
	if o.app.Owner.Organization == "" {
		return nil, errNoOrganization
	}
	return apigee, nil
}

// open is reach for something that changes the app or its keys: one after the other.
func (o *operation) open(
	ctx context.Context, c *client.Client, reference appReference, diags *diag.Diagnostics,
) (apigee *client.Apigee, unlock func(), ok bool) {
	apigee, err := o.reach(ctx, c, reference)
	if err == nil {
		unlock, err = apigee.Apps.Lock(ctx, o.app.String())
	}
	if err != nil {
		o.addFailure(err, diags)
		return nil, nil, false
	}
	return apigee, unlock, true
}

var errNoOrganization = errors.New("no Apigee organization is named")

func (o operation) addFailure(err error, diags *diag.Diagnostics) {
	service.Failure{
		Summary: o.summary, Tried: o.tried + " of " + o.target(), Remedy: o.remedy(err), Err: err,
	}.AddTo(diags)
}

// kind is the app's.
func (o operation) kind() *ownerKind { return kindOf(o.app.Owner.In) }

// target is the app, or its owner where all apps are meant.
func (o operation) target() string {
	if o.app.Owner.Organization == "" {
		return fmt.Sprintf("app %q of %s %s", o.app.Name, o.kind().noun, o.app.Owner.Name)
	}
	return strings.TrimSuffix(o.app.String(), "/apps/")
}

// missing says what to check after a 404, of which Apigee's message says what it does not know.
func (o operation) missing(message string) string {
	owner := fmt.Sprintf("the %s %s in organization %s", o.kind().noun, o.app.Owner.Name, o.app.Owner.Organization)
	switch {
	case strings.HasPrefix(message, "API Product"):
		return "Check api_products: the names of API products, not their display names."
	case strings.HasPrefix(message, "App named"):
		return fmt.Sprintf("Check app: %q must be the name of an app of %s, not its UUID.", o.app.Name, owner)
	case strings.HasPrefix(message, "DeveloperId"), strings.HasPrefix(message, "AppGroup"):
		return fmt.Sprintf("Check %s: there must be %s.", o.kind().attribute, owner)
	case strings.HasPrefix(strings.ToLower(message), "organization"):
		return fmt.Sprintf("Check organization: %q must be the name of an Apigee organization.", o.app.Owner.Organization)
	}
	return fmt.Sprintf("Apigee's message says what it does not know. Check %s, the app's name %q (not its UUID), and the names of the API "+
		"products (not their display names).", owner, o.app.Name)
}

func (o operation) remedy(err error) string {
	if errors.Is(err, client.ErrUnknownConfiguration) {
		return "Apply what the provider's google configuration depends on first, with -target."
	}
	if errors.Is(err, errNoOrganization) {
		return "Set organization here, or in the provider's google attribute."
	}
	if _, ok := errors.AsType[*lostKeyError](err); ok {
		return "Nothing was taken charge of, and nothing deleted. Look at the app's keys with the data source custody_developer_app. If one is " +
			"there that nobody uses, import it as " + o.app.String() + "/keys/FINGERPRINT, or delete it, before you apply again: " +
			"the next apply generates another key. generated_by = \"provider\" makes keys that can always be told from others."
	}
	if _, ok := errors.AsType[*unsettledKeyError](err); ok {
		if o.recorded {
			return "The key is in the state as one to be replaced: apply again, and it is deleted where it turned up, and another one made."
		}
		return "Apply again: if the key was made, with the secret that is configured, it is taken charge of."
	}
	if _, ok := errors.AsType[*noSuchKeyError](err); ok {
		return "Give the key_fingerprint of a key that the app has, or none to read the newest key that is approved and has not expired."
	}
	if _, ok := errors.AsType[*appkeys.AnswerError](err); ok {
		return "Nothing of it was believed: the state is as it was. Check apigee_custom_endpoint and what is between Terraform and Apigee, and apply again."
	}
	if _, ok := errors.AsType[*notReplacedError](err); ok {
		return "Change it in Apigee, or replace this resource: a new key starts without attributes and scopes."
	}
	if errors.Is(err, errTaken) || errors.Is(err, errInUse) {
		return takenRemedy
	}
	answer, ok := client.AsAPIError(err)
	_, noLogin := errors.AsType[*client.GoogleLoginError](err)
	switch {
	case !ok, noLogin, client.IsUnauthorized(err):
		return ""
	case client.IsConflict(err) && o.ownKey:
		return takenRemedy
	case remedies[answer.Reason] != "":
		return remedies[answer.Reason]
	case client.IsForbidden(err):
		return fmt.Sprintf("The credentials are valid but need the IAM permission %s in organization %s. Apigee answers the same for an "+
			"organization that does not exist: check its name.", cmp.Or(answer.Permission, o.permissions), o.app.Owner.Organization)
	case client.IsNotFound(err) && o.app.Name == "":
		return fmt.Sprintf("Check the organization %s and the %s %s.", o.app.Owner.Organization, o.kind().noun, o.app.Owner.Name)
	case client.IsNotFound(err):
		return o.missing(answer.Message)
	case answer.Kind == "" && !client.IsAnswerLost(err):
		return "This is not an answer of Apigee. Check apigee_custom_endpoint: it is the address without a path, or with /v1."
	}
	return ""
}

// remedies are for the reasons that Google's APIs have in common to refuse a request.
var remedies = map[string]string{
	"SERVICE_DISABLED": "Enable the Apigee API, apigee.googleapis.com, in the project that the message names, or set billing_project to one " +
		"where it is enabled. It takes some minutes to come into force.",
	"USER_PROJECT_DENIED": quotaProjectRemedy,
	"CONSUMER_INVALID":    quotaProjectRemedy,
}

const quotaProjectRemedy = "Google refuses the quota project, not the Apigee organization. Set billing_project to a project that exists and in " +
	"which the caller has the IAM permission serviceusage.services.use, or set user_project_override = false."

const takenRemedy = "A consumer key is unique in the whole organization: another app, or this one, has this key already, or had it until a " +
	"moment ago. Choose another one, or import the key that is there."
