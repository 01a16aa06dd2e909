package apigee

import (
	"context"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/developerappkeys"
)

// statusChange is what became of an app that was to have a status.
type statusChange struct {
	// before is the status that the app had.
	before string
	app    *developerappkeys.App
}

// setAppStatus gives the app the status, unless it has it, and reads what the app is
// then.
func setAppStatus(
	ctx context.Context, apigee *client.Apigee, name developerappkeys.AppName, wanted string,
) (statusChange, error) {
	app, err := developerappkeys.GetApp(ctx, apigee, name)
	if err != nil {
		return statusChange{}, err
	}
	change := statusChange{before: app.Status, app: app}
	if app.Status == wanted {
		return change, nil
	}
	if err := developerappkeys.SetAppStatus(ctx, apigee, name, wanted); err != nil {
		return statusChange{}, err
	}
	change.app, err = developerappkeys.GetApp(ctx, apigee, name)
	return change, err
}
