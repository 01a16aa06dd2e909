package apigee

import (
	"context"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// permitsReading names the permissions to read a key: without its consumer key, the whole app is read.
func (r *appKeyResource) permitsReading(state appKeyModel) string {
	if state.ConsumerKey.IsNull() {
		return r.kind.permits("get")
	}
	return permitReadKey
}

// findKey reads the key for a refresh. Where the state has only its fingerprint, it looks for the key on its app.
// isGone says of the error that the key is not there.
func findKey(
	ctx context.Context, apigee *client.Apigee, name appkeys.AppName, state appKeyModel,
) (*appkeys.Key, error) {
	if consumerKey := state.ConsumerKey.ValueString(); consumerKey != "" {
		return apigee.ReadKey(ctx, name, consumerKey)
	}
	key, err := apigee.ReadKeyByFingerprint(ctx, name, state.KeyFingerprint.ValueString())
	if client.IsNoSuchKey(err) && state.isNew(apigee.Now()) {
		return getNewKey(ctx, apigee, name, state.KeyFingerprint.ValueString())
	}
	return key, err
}

// getKey reads the key as it is now, to change it.
func getKey(
	ctx context.Context, apigee *client.Apigee, name appkeys.AppName, state appKeyModel,
) (*appkeys.Key, error) {
	if consumerKey := state.ConsumerKey.ValueString(); consumerKey != "" {
		return appkeys.Get(ctx, apigee, name, consumerKey)
	}
	key, err := apigee.GetKeyByFingerprint(ctx, name, state.KeyFingerprint.ValueString())
	if client.IsNoSuchKey(err) && state.isNew(apigee.Now()) {
		return getNewKey(ctx, apigee, name, state.KeyFingerprint.ValueString())
	}
	return key, err
}

// consumerKeyOf is the key itself, to delete or revoke it.
func consumerKeyOf(
	ctx context.Context, apigee *client.Apigee, name appkeys.AppName, state appKeyModel,
) (string, error) {
	if consumerKey := state.ConsumerKey.ValueString(); consumerKey != "" {
		return consumerKey, nil
	}
	if consumerKey, ok := apigee.KnownConsumerKey(name, state.KeyFingerprint.ValueString()); ok {
		return consumerKey, nil
	}
	key, err := getKey(ctx, apigee, name, state)
	if err != nil {
		return "", err
	}
	return key.ConsumerKey, nil
}

// isNew says of a key that its app may not show it yet. The state of an import has no time.
func (m appKeyModel) isNew(now time.Time) bool {
	issuedAt := timeOf(m.IssuedAt)
	return issuedAt != nil && now.Sub(*issuedAt).Abs() < freshApp
}

// getNewKey looks again for a key that its app does not show, for as long as for the first key of a new app.
func getNewKey(
	ctx context.Context, apigee *client.Apigee, name appkeys.AppName, fingerprint string,
) (*appkeys.Key, error) {
	for delay := firstLook; ; delay *= 2 {
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		key, err := apigee.GetKeyByFingerprint(ctx, name, fingerprint)
		if !client.IsNoSuchKey(err) || delay >= lastLook {
			return key, err
		}
	}
}
