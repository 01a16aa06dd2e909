package mockserver

import (
	"net/http"
	"regexp"
	"time"
)

// keyCharacters is what consumer keys and secrets may consist of, maxKeyLength how many of them there may be.
var keyCharacters = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

const maxKeyLength = 2048

func (s *Server) installApigeeKeys() {
	const product = apigeeKeyPath + "/apiproducts/{product}"
	s.apigee("POST "+apigeeAppPath+"/keys", "apigee.appkeys.create", s.createKey)
	s.apigee("POST "+apigeeAppPath+"/keys/create", "apigee.appkeys.create", s.createKey)
	s.apigee("GET "+apigeeKeyPath, "apigee.appkeys.get", s.getKey)
	s.apigee("POST "+apigeeKeyPath, "apigee.appkeys.manage", s.postKey, "action")
	s.apigee("PUT "+apigeeKeyPath, "apigee.appkeys.manage", s.putKey)
	s.apigee("DELETE "+apigeeKeyPath, "apigee.appkeys.delete", s.deleteKey)
	s.apigee("POST "+product, "apigee.appkeys.manage", s.postKeyProduct, "action")
	s.apigee("DELETE "+product, "apigee.appkeys.manage", s.deleteKeyProduct)
}

// createKey takes a key that the caller brings. Status, products and expiresAt of the request do not count. Whether
// the service would generate a key or a secret that is left out is not known: here it is refused.
func (s *Server) createKey(call *googleCall) (any, error) {
	app, err := s.findApp(call)
	if err != nil {
		return nil, err
	}
	var in developerAppKeyJSON
	if err := decodeProto(call.body, "developer_app_key", &in); err != nil {
		return nil, err
	}
	for _, text := range []string{in.ConsumerKey, in.ConsumerSecret} {
		if !keyCharacters.MatchString(text) || len(text) > maxKeyLength {
			return nil, invalidArgument("Consumer key and secret must be letters, numbers, underscores and hyphens.")
		}
	}
	expiresIn, err := keyLifetime(in.ExpiresInSeconds, time.Second)
	if err != nil {
		return nil, err
	}
	key, err := s.google.apigee.createKey(call.PathValue("org"), app, ApigeeKey{
		ConsumerKey: in.ConsumerKey, ConsumerSecret: in.ConsumerSecret, Scopes: in.Scopes,
		Attributes: attributesFromJSON(in.Attributes),
	}, expiresIn)
	if err != nil {
		return nil, err
	}
	return s.keyAnswer(*key), nil
}

func (s *Server) keyAnswer(key ApigeeKey) developerAppKeyJSON {
	return s.google.apigee.quirks.keyJSON(key)
}

func (s *Server) findKey(call *googleCall) (*ApigeeKey, error) {
	return s.google.apigee.key(
		call.PathValue("org"), call.PathValue("developer"), call.PathValue("app"), call.PathValue("key"))
}

func (s *Server) getKey(call *googleCall) (any, error) {
	key, err := s.findKey(call)
	if err != nil {
		return nil, err
	}
	return s.keyAnswer(*key), nil
}

// postKey sets the status with an action; without one it adds products and scopes and replaces the attributes.
func (s *Server) postKey(call *googleCall) (any, error) {
	key, err := s.findKey(call)
	if err != nil {
		return nil, err
	}
	if call.URL.Query().Has("action") {
		if key.Status, err = s.changedStatus(call, key.Status, true); err != nil {
			return nil, err
		}
		return s.actionDone(), nil
	}
	in, products, err := decodeKey(call)
	if err != nil {
		return nil, err
	}
	if err := s.google.apigee.updateKey(call.PathValue("org"), key, in, products); err != nil {
		return nil, err
	}
	return s.keyAnswer(*key), nil
}

// changedStatus returns the status after an action, or the one that was there if the action is refused.
func (s *Server) changedStatus(call *googleCall, have string, typeRequired bool) (string, error) {
	status, err := s.actionStatus(call, typeRequired)
	if err != nil {
		return have, err
	}
	return status, nil
}

// actionDone is the answer to an action on a key or on a product of a key.
func (s *Server) actionDone() any {
	switch s.google.apigee.quirks.ActionAnswer {
	case AnswerEmpty:
		return googleStatus{code: http.StatusOK}
	case AnswerEmptyObject:
		return googleStatus{code: http.StatusOK, body: "{}"}
	default:
		return googleStatus{code: http.StatusNoContent}
	}
}

func decodeKey(call *googleCall) (ApigeeKey, []string, error) {
	var in developerAppKeyJSON
	if err := decodeProto(call.body, "developer_app_key", &in); err != nil {
		return ApigeeKey{}, nil, err
	}
	products, err := in.productNames()
	return ApigeeKey{Scopes: in.Scopes, Attributes: attributesFromJSON(in.Attributes)}, products, err
}

// putKey replaces the scopes, and nothing else.
func (s *Server) putKey(call *googleCall) (any, error) {
	key, err := s.findKey(call)
	if err != nil {
		return nil, err
	}
	in, _, err := decodeKey(call)
	if err != nil {
		return nil, err
	}
	if err := s.google.apigee.replaceScopes(call.PathValue("org"), key, in.Scopes); err != nil {
		return nil, err
	}
	return s.keyAnswer(*key), nil
}

func (s *Server) deleteKey(call *googleCall) (any, error) {
	key, err := s.google.apigee.deleteKey(
		call.PathValue("org"), call.PathValue("developer"), call.PathValue("app"), call.PathValue("key"))
	if err != nil {
		return nil, err
	}
	return s.keyAnswer(key), nil
}

// postKeyProduct sets the status of one product on a key. The method has no request body, nor a documented type.
func (s *Server) postKeyProduct(call *googleCall) (any, error) {
	key, err := s.findKey(call)
	if err != nil {
		return nil, err
	}
	product, err := s.google.apigee.product(call.PathValue("org"), key, call.PathValue("product"))
	if err != nil {
		return nil, err
	}
	if product.Status, err = s.changedStatus(call, product.Status, false); err != nil {
		return nil, err
	}
	return s.actionDone(), nil
}

func (s *Server) deleteKeyProduct(call *googleCall) (any, error) {
	key, err := s.findKey(call)
	if err != nil {
		return nil, err
	}
	if err := s.google.apigee.removeProduct(call.PathValue("org"), key, call.PathValue("product")); err != nil {
		return nil, err
	}
	return s.keyAnswer(*key), nil
}
