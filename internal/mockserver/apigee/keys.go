package apigee

import (
	"net/http"
	"regexp"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// keyCharacters is what consumer keys and secrets may consist of, maxKeyLength how many of them there may be.
var keyCharacters = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

const maxKeyLength = 2048

func (a *Apigee) installKeys() {
	const product = keyPath + "/apiproducts/{product}"
	a.handle("POST "+appPath+"/keys", "apigee.appkeys.create", a.createKey)
	a.handle("POST "+appPath+"/keys/create", "apigee.appkeys.create", a.createKey)
	a.handle("GET "+keyPath, "apigee.appkeys.get", a.getKey)
	a.handle("POST "+keyPath, "apigee.appkeys.manage", a.postKey, "action")
	a.handle("PUT "+keyPath, "apigee.appkeys.manage", a.putKey)
	a.handle("DELETE "+keyPath, "apigee.appkeys.delete", a.deleteKey)
	a.handle("POST "+product, "apigee.appkeys.manage", a.postKeyProduct, "action")
	a.handle("DELETE "+product, "apigee.appkeys.manage", a.deleteKeyProduct)
}

// createKey takes a key that the caller brings. Status, products and expiresAt of the request do not count. Whether
// the service would generate a key or a secret that is left out is not known: here it is refused.
func (a *Apigee) createKey(call *google.Call) (any, error) {
	app, err := a.findApp(call)
	if err != nil {
		return nil, err
	}
	var in developerAppKeyJSON
	if err := google.DecodeProto(call.Content, "developer_app_key", &in); err != nil {
		return nil, err
	}
	for _, text := range []string{in.ConsumerKey, in.ConsumerSecret} {
		if !keyCharacters.MatchString(text) || len(text) > maxKeyLength {
			return nil, google.InvalidArgument("Consumer key and secret must be letters, numbers, underscores and hyphens.")
		}
	}
	expiresIn, err := keyLifetime(in.ExpiresInSeconds, time.Second)
	if err != nil {
		return nil, err
	}
	key, err := a.store.createKey(call.PathValue("org"), app, Key{
		ConsumerKey: in.ConsumerKey, ConsumerSecret: in.ConsumerSecret, Scopes: in.Scopes,
		Attributes: attributesFromJSON(in.Attributes),
	}, expiresIn)
	if err != nil {
		return nil, err
	}
	return a.keyAnswer(*key), nil
}

func (a *Apigee) keyAnswer(key Key) developerAppKeyJSON {
	return a.keyJSON(key)
}

func (a *Apigee) findKey(call *google.Call) (*Key, error) {
	return a.store.key(
		call.PathValue("org"), call.PathValue("developer"), call.PathValue("app"), call.PathValue("key"))
}

func (a *Apigee) getKey(call *google.Call) (any, error) {
	key, err := a.findKey(call)
	if err != nil {
		return nil, err
	}
	return a.keyAnswer(*key), nil
}

// postKey sets the status with an action; without one it adds products and scopes and replaces the attributes.
func (a *Apigee) postKey(call *google.Call) (any, error) {
	key, err := a.findKey(call)
	if err != nil {
		return nil, err
	}
	if call.URL.Query().Has("action") {
		if key.Status, err = a.changedStatus(call, key.Status, true); err != nil {
			return nil, err
		}
		return a.actionDone(), nil
	}
	in, products, err := decodeKey(call)
	if err != nil {
		return nil, err
	}
	if err := a.store.updateKey(call.PathValue("org"), key, in, products); err != nil {
		return nil, err
	}
	return a.keyAnswer(*key), nil
}

// changedStatus returns the status after an action, or the one that was there if the action is refused.
func (a *Apigee) changedStatus(call *google.Call, have string, typeRequired bool) (string, error) {
	status, err := a.actionStatus(call, typeRequired)
	if err != nil {
		return have, err
	}
	return status, nil
}

// actionDone is the answer to an action on a key or on a product of a key.
func (a *Apigee) actionDone() any {
	switch a.store.quirks.ActionAnswer {
	case AnswerEmpty:
		return google.Status{Code: http.StatusOK}
	case AnswerEmptyObject:
		return google.Status{Code: http.StatusOK, Body: "{}"}
	default:
		return google.Status{Code: http.StatusNoContent}
	}
}

func decodeKey(call *google.Call) (Key, []string, error) {
	var in developerAppKeyJSON
	if err := google.DecodeProto(call.Content, "developer_app_key", &in); err != nil {
		return Key{}, nil, err
	}
	products, err := in.productNames()
	return Key{Scopes: in.Scopes, Attributes: attributesFromJSON(in.Attributes)}, products, err
}

// putKey replaces the scopes, and nothing else.
func (a *Apigee) putKey(call *google.Call) (any, error) {
	key, err := a.findKey(call)
	if err != nil {
		return nil, err
	}
	in, _, err := decodeKey(call)
	if err != nil {
		return nil, err
	}
	if err := a.store.replaceScopes(call.PathValue("org"), key, in.Scopes); err != nil {
		return nil, err
	}
	return a.keyAnswer(*key), nil
}

func (a *Apigee) deleteKey(call *google.Call) (any, error) {
	key, err := a.store.deleteKey(
		call.PathValue("org"), call.PathValue("developer"), call.PathValue("app"), call.PathValue("key"))
	if err != nil {
		return nil, err
	}
	return a.keyAnswer(key), nil
}

// postKeyProduct sets the status of one product on a key. The method has no request body, nor a documented type.
func (a *Apigee) postKeyProduct(call *google.Call) (any, error) {
	key, err := a.findKey(call)
	if err != nil {
		return nil, err
	}
	product, err := a.store.product(call.PathValue("org"), key, call.PathValue("product"))
	if err != nil {
		return nil, err
	}
	if product.Status, err = a.changedStatus(call, product.Status, false); err != nil {
		return nil, err
	}
	return a.actionDone(), nil
}

func (a *Apigee) deleteKeyProduct(call *google.Call) (any, error) {
	key, err := a.findKey(call)
	if err != nil {
		return nil, err
	}
	if err := a.store.removeProduct(call.PathValue("org"), key, call.PathValue("product")); err != nil {
		return nil, err
	}
	return a.keyAnswer(*key), nil
}
