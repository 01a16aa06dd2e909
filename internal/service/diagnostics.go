package service

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
)

// Failure is an operation that failed, as the user is to see it.
type Failure struct {
	// Summary names the operation in title case, as "Cannot Create Resource Lock".
	Summary string
	// Tried says what was tried on what, as "lock share 1f…: delete".
	Tried string
	// Remedy says what to do next. Empty: what the kind of error alone suggests.
	Remedy string
	Err    error
}

// AddTo adds the failure as an error: what was tried on what, the server's own
// words with its request id, and what to do next.
func (f Failure) AddTo(diags *diag.Diagnostics) {
	var text strings.Builder
	if f.Tried != "" {
		fmt.Fprintf(&text, "Tried to %s.\n\n", f.Tried)
	}
	text.WriteString(explain(f.Err))
	remedy := f.Remedy
	if remedy == "" {
		remedy = generalRemedy(f.Err)
	}
	if remedy != "" {
		text.WriteString("\n\n" + remedy)
	}
	diags.AddError(f.Summary, text.String())
}

// AddAsWarnings adds the errors of an action's plan as warnings. An error of the plan of an action that is triggered by
// before_destroy would block terraform destroy, even with on_failure = continue.
func AddAsWarnings(failures diag.Diagnostics, diags *diag.Diagnostics) {
	for _, failure := range failures.Errors() {
		text := failure.Detail() + "\n\nThe plan does not fail for this. The action checks again when it runs, and fails then if " +
			"this is still so."
		if at, ok := failure.(diag.DiagnosticWithPath); ok {
			diags.AddAttributeWarning(at.Path(), failure.Summary(), text)
		} else {
			diags.AddWarning(failure.Summary(), text)
		}
	}
}

func explain(err error) string {
	if lost, ok := errors.AsType[*client.LostAnswerError](err); ok {
		return explain(lost.Err) + "\n\n" + explainLost(lost)
	}
	return Sentence(client.Describe(err))
}

func explainLost(lost *client.LostAnswerError) string {
	switch {
	case lost.Looking != nil:
		return "It may have been carried out all the same, and looking for the result failed too: " + explain(lost.Looking)
	case len(lost.Candidates) > 0:
		return "It may have been carried out all the same: several objects came since then, any of which may be its result: " +
			strings.Join(lost.Candidates, ", ") + "."
	}
	return "Nothing that it made was found, but the server may still carry it out."
}

func asType[E error](err error) error {
	if found, ok := errors.AsType[E](err); ok {
		return found
	}
	return nil
}

func generalRemedy(err error) string {
	var version *client.VersionError
	answer, _ := client.AsAPIError(err)
	switch {
	case asType[*client.LostAnswerError](err) != nil:
		return "Look whether the object is there now. If it is, import it or delete it; else apply again."
	case errors.Is(err, context.Canceled):
		return "The run was told to stop. Apply again to finish."
	case errors.As(err, &version):
		return "Check the region and endpoint_overrides, or use a cloud that is new enough."
	case answer != nil && answer.Kind == "UNAUTHENTICATED",
		asType[*client.GoogleLoginError](err) != nil && isRefused(answer):
		return "Check the credentials: the provider's google attribute or the GOOGLE_* variables. " +
			"An access token that was handed in cannot be renewed by the provider: get a new one."
	case asType[*client.LoginError](err) != nil && answer != nil && answer.Status == http.StatusNotFound:
		return "There is no Identity service at this address. Check auth_url, which most often ends in /v3: `openstack catalog show " +
			"identity` or clouds.yaml has it."
	case asType[*client.GoogleLoginError](err) != nil && client.IsNotFound(err):
		return "Check impersonate_service_account and its delegates: the e-mail address of a service account that exists."
	case answer != nil && answer.Permission != "":
		return "The credentials are valid but lack the IAM permission " + answer.Permission + ": ask for a role that has it."
	case client.IsUnauthorized(err):
		return "Check the credentials: the provider's attributes, clouds.yaml or the OS_* variables. " +
			"A token that was handed in cannot be renewed by the provider: get a new one."
	case client.IsForbidden(err):
		return "The credentials are valid but lack the right for this."
	case client.IsAnswerLost(err):
		return "The service or the way to it is in trouble; the provider tried again as often as max_retries allows. Apply again later."
	}
	if _, ok := errors.AsType[*client.ConnectionError](err); ok {
		return "Check the address, the network and the proxy settings of the machine that runs Terraform."
	}
	return ""
}

// isRefused says that Google's token service does not take the credentials, which
// it tells with 400 as often as with 401.
func isRefused(answer *client.APIError) bool {
	return answer != nil && (answer.Status == http.StatusBadRequest || answer.Status == http.StatusUnauthorized)
}

// Sentence starts with a capital, unless its first word is the name of an attribute, and ends with a full stop.
func Sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return text
	}
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	if word, _, _ := strings.Cut(text, " "); strings.Contains(word, "_") {
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
