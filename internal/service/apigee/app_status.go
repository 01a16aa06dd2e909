package apigee

import (
	"context"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// statusChange is what became of an app that was to have a status.
type statusChange struct {
	// before is the status that the app had.
	before string
	app    *appkeys.App
}

// setAppStatus gives the app the status, unless it has it, and reads what the app is
// then.
func setAppStatus(
	ctx context.Context, apigee *client.Apigee, name appkeys.AppName, wanted string,
) (statusChange, error) {
	app, err := appkeys.GetApp(ctx, apigee, name)
	if err != nil {
		return statusChange{}, err
	}
	change := statusChange{before: app.Status, app: app}
	if app.Status == wanted {
		return change, nil
	}
	failed := appkeys.SetAppStatus(ctx, apigee, name, wanted)
	if failed != nil && name.Owner.In == appkeys.Developers {
		return statusChange{}, failed
	}
	change.app, err = appkeys.GetApp(ctx, apigee, name)
	// Apigee has been seen to refuse this to an app group's app and to do it all the same.
	if failed != nil && (err != nil || change.app.Status != wanted) {
		return statusChange{}, failed
	}
	return change, err
}
