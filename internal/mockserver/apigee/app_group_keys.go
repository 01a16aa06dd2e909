package apigee

import "github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"

// createGroupKey takes a key that the caller brings. Status, products and expiresAt of the request do not count. What
// the service does without a consumer key is not known: here it is refused.
func (a *Apigee) createGroupKey(call *google.Call) (any, error) {
	app, err := a.findApp(call)
	if err != nil {
		return nil, err
	}
	var in appGroupAppKeyJSON
	if err := google.DecodeProto(call.Content, "app_group_app_key", &in); err != nil {
		return nil, err
	}
	return a.addKey(call, app, in.key(), in.ExpiresInSeconds)
}

// key returns what the caller can set of a key.
func (k appGroupAppKeyJSON) key() Key {
	return Key{
		ConsumerKey: k.ConsumerKey, ConsumerSecret: k.ConsumerSecret, Scopes: k.Scopes,
		Attributes: attributesFromJSON(k.Attributes),
	}
}

// postGroupKey sets the status with an action; without one it adds the products, and replaces scopes and attributes if
// there is a key in the body. The discovery document has the action in the body, but its text wants an empty one;
// clients send it as a query parameter.
func (a *Apigee) postGroupKey(call *google.Call) (any, error) {
	key, err := a.findKey(call)
	if err != nil {
		return nil, err
	}
	if call.URL.Query().Has("action") {
		if key.Status, err = a.changedStatus(call, key.Status, true); err != nil {
			return nil, err
		}
		return a.keyAnswer(*key), nil
	}
	var in updateAppGroupAppKeyJSON
	if err := google.DecodeProto(call.Content, "update_app_group_app_key_request", &in); err != nil {
		return nil, err
	}
	if in.Action != "" {
		return a.bodyAction(key, in)
	}
	var fields *Key
	if in.AppGroupAppKey != nil {
		given := in.AppGroupAppKey.key()
		fields = &given
	}
	if err := a.store.replaceKeyFields(call.PathValue("org"), key, fields, in.APIProducts); err != nil {
		return nil, err
	}
	return a.keyAnswer(*key), nil
}

// bodyAction is an action in the body, which the quirks may allow.
func (a *Apigee) bodyAction(key *Key, in updateAppGroupAppKeyJSON) (any, error) {
	if !a.store.quirks.ActionInBody {
		return nil, google.InvalidArgument("Content-Type must be application/octet-stream for an action.")
	}
	status, err := statusOf(in.Action)
	if err != nil {
		return nil, err
	}
	key.Status = status
	return a.keyAnswer(*key), nil
}
