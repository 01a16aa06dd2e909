package apigee

import (
	"slices"
	"strconv"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// The wire structs have the names and types of the schemas GoogleCloudApigeeV1… of the discovery document of
// apigee:v1. Times are milliseconds since 1970; -1 in expiresAt means never.

type developerAppJSON struct {
	AppID          string           `json:"appId,omitempty"`
	Name           string           `json:"name,omitempty"`
	AppFamily      string           `json:"appFamily,omitempty"`
	DeveloperID    string           `json:"developerId,omitempty"`
	Status         string           `json:"status,omitempty"`
	CallbackURL    string           `json:"callbackUrl,omitempty"`
	Scopes         []string         `json:"scopes,omitempty"`
	APIProducts    []string         `json:"apiProducts,omitempty"`         // in requests alone
	KeyExpiresIn   int64            `json:"keyExpiresIn,omitempty,string"` // milliseconds, in requests alone
	CreatedAt      int64            `json:"createdAt,omitempty,string"`
	LastModifiedAt int64            `json:"lastModifiedAt,omitempty,string"`
	Attributes     []attributeJSON  `json:"attributes,omitempty"`
	Credentials    []credentialJSON `json:"credentials,omitempty"`
}

type credentialJSON struct {
	ConsumerKey    string              `json:"consumerKey,omitempty"`
	ConsumerSecret string              `json:"consumerSecret,omitempty"`
	Status         string              `json:"status,omitempty"`
	IssuedAt       int64               `json:"issuedAt,omitempty,string"`
	ExpiresAt      int64               `json:"expiresAt,omitempty,string"`
	APIProducts    []apiProductRefJSON `json:"apiProducts,omitempty"`
	Attributes     []attributeJSON     `json:"attributes,omitempty"`
	Scopes         []string            `json:"scopes,omitempty"`
}

// developerAppKeyJSON is the same thing under another name, save that apiProducts are names in a request and objects
// in an answer, and that a lifetime can be given, in seconds.
type developerAppKeyJSON struct {
	ConsumerKey      string          `json:"consumerKey,omitempty"`
	ConsumerSecret   string          `json:"consumerSecret,omitempty"`
	Status           string          `json:"status,omitempty"`
	IssuedAt         int64           `json:"issuedAt,omitempty,string"`
	ExpiresAt        int64           `json:"expiresAt,omitempty,string"`
	ExpiresInSeconds int64           `json:"expiresInSeconds,omitempty,string"`
	APIProducts      []any           `json:"apiProducts,omitempty"`
	Attributes       []attributeJSON `json:"attributes,omitempty"`
	Scopes           []string        `json:"scopes,omitempty"`
}

type apiProductRefJSON struct {
	APIProduct string `json:"apiproduct,omitempty"`
	Status     string `json:"status,omitempty"`
}

type attributeJSON struct {
	Name  string `json:"name,omitempty"`
	Value string `json:"value,omitempty"`
}

type attributesJSON struct {
	Attribute []attributeJSON `json:"attribute,omitempty"`
}

func (a *Apigee) appJSON(app App) developerAppJSON {
	out := developerAppJSON{
		AppID: app.ID, Name: app.Name, AppFamily: app.Family, DeveloperID: app.DeveloperID, Status: app.Status,
		CallbackURL: app.CallbackURL, Scopes: app.Scopes, Attributes: attributesToJSON(app.Attributes),
		CreatedAt: app.CreatedAt.UnixMilli(), LastModifiedAt: app.LastModifiedAt.UnixMilli(),
	}
	for _, key := range app.Keys {
		out.Credentials = append(out.Credentials, a.credentialJSON(key))
	}
	switch a.store.quirks.Order {
	case NewestFirst:
		slices.Reverse(out.Credentials)
	case Shuffled:
		shuffle(a.google.Core, out.Credentials)
	}
	return out
}

func (a *Apigee) credentialJSON(key Key) credentialJSON {
	out := credentialJSON{
		ConsumerKey: key.ConsumerKey, ConsumerSecret: key.ConsumerSecret, Status: key.Status, Scopes: key.Scopes,
		IssuedAt: key.IssuedAt.UnixMilli(), ExpiresAt: -1, Attributes: attributesToJSON(key.Attributes),
	}
	if !key.ExpiresAt.IsZero() {
		out.ExpiresAt = key.ExpiresAt.UnixMilli()
	}
	for _, product := range key.Products {
		out.APIProducts = append(out.APIProducts, apiProductRefJSON{product.Name, product.Status})
	}
	if a.store.quirks.Order == Shuffled {
		shuffle(a.google.Core, out.APIProducts)
	}
	return out
}

func (a *Apigee) keyJSON(key Key) developerAppKeyJSON {
	credential := a.credentialJSON(key)
	out := developerAppKeyJSON{
		ConsumerKey: credential.ConsumerKey, ConsumerSecret: credential.ConsumerSecret, Status: credential.Status,
		IssuedAt: credential.IssuedAt, ExpiresAt: credential.ExpiresAt, Attributes: credential.Attributes,
		Scopes: credential.Scopes,
	}
	for _, product := range credential.APIProducts {
		out.APIProducts = append(out.APIProducts, product)
	}
	return out
}

// productNames reads the apiProducts of a key in a request, where they are names.
func (k developerAppKeyJSON) productNames() ([]string, error) {
	names := make([]string, len(k.APIProducts))
	var problems google.FieldProblems
	for i, item := range k.APIProducts {
		name, ok := item.(string)
		if !ok {
			problems.Invalid("developer_app_key.api_products["+strconv.Itoa(i)+"]", "TYPE_STRING", item)
		}
		names[i] = name
	}
	return names, problems.Err()
}

// keyLifetime reads a lifetime in a request. Absent, which proto3 cannot tell from 0, and -1 mean never; that is -1
// here, too.
func keyLifetime(value int64, unit time.Duration) (time.Duration, error) {
	if value == 0 || value == -1 {
		return -1, nil
	}
	if value < 0 || value > int64(100*365*24*time.Hour/unit) {
		return 0, google.InvalidArgument("Invalid expiration: %d", value)
	}
	return time.Duration(value) * unit, nil
}

func attributesToJSON(list []Attribute) []attributeJSON {
	out := make([]attributeJSON, len(list))
	for i, attribute := range list {
		out[i] = attributeJSON(attribute)
	}
	return out
}

func attributesFromJSON(list []attributeJSON) []Attribute {
	out := make([]Attribute, len(list))
	for i, attribute := range list {
		out[i] = Attribute(attribute)
	}
	return out
}

func shuffle[T any](c *core.Core, list []T) {
	c.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}
