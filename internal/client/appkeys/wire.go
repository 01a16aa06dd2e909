package appkeys

import "time"

// The structs have the names and types of the schemas GoogleCloudApigeeV1… of the
// discovery document of apigee:v1. Times are milliseconds since 1970.

// never is an expiresAt.
const never = -1

type appRequestJSON struct {
	Attributes   []attributeJSON `json:"attributes,omitempty"`
	CallbackURL  string          `json:"callbackUrl,omitempty"`
	Scopes       []string        `json:"scopes,omitempty"`
	APIProducts  []string        `json:"apiProducts,omitempty"`
	KeyExpiresIn int64           `json:"keyExpiresIn,omitempty,string"` // milliseconds from now
}

type appJSON struct {
	Name           string          `json:"name"`
	AppID          string          `json:"appId"`
	DeveloperID    string          `json:"developerId"`
	Status         string          `json:"status"`
	CallbackURL    string          `json:"callbackUrl"`
	Attributes     []attributeJSON `json:"attributes"`
	Scopes         []string        `json:"scopes"`
	Credentials    []keyJSON       `json:"credentials"`
	CreatedAt      int64           `json:"createdAt,string"`
	LastModifiedAt int64           `json:"lastModifiedAt,string"`
}

// appsJSON is the answer of a list: whole apps, or their names alone.
type appsJSON struct {
	App []appJSON `json:"app"`
}

// groupAppsJSON is the answer of a list of the apps of an app group, always whole.
type groupAppsJSON struct {
	AppGroupApps  []appJSON `json:"appGroupApps"`
	NextPageToken string    `json:"nextPageToken"`
}

// keyJSON is a Credential and, in answers, a DeveloperAppKey or an AppGroupAppKey.
type keyJSON struct {
	ConsumerKey    string          `json:"consumerKey"`
	ConsumerSecret string          `json:"consumerSecret"`
	Status         string          `json:"status"`
	APIProducts    []productJSON   `json:"apiProducts"`
	Scopes         []string        `json:"scopes"`
	Attributes     []attributeJSON `json:"attributes"`
	IssuedAt       int64           `json:"issuedAt,string"`
	ExpiresAt      int64           `json:"expiresAt,string"`
}

type productJSON struct {
	APIProduct string `json:"apiproduct"`
	Status     string `json:"status"`
}

type attributeJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type createKeyJSON struct {
	ConsumerKey      string `json:"consumerKey"`
	ConsumerSecret   string `json:"consumerSecret"`
	ExpiresInSeconds int64  `json:"expiresInSeconds,omitempty,string"`
}

// updateKeyJSON always has the attributes: nobody documents what becomes of those
// that are left out.
type updateKeyJSON struct {
	APIProducts []string        `json:"apiProducts,omitempty"`
	Attributes  []attributeJSON `json:"attributes"`
}

// updateGroupKeyJSON is an UpdateAppGroupAppKeyRequest. It always has scopes and attributes: what is left out may be
// removed.
type updateGroupKeyJSON struct {
	APIProducts []string     `json:"apiProducts,omitempty"`
	Key         groupKeyJSON `json:"appGroupAppKey"`
}

type groupKeyJSON struct {
	Scopes     []string        `json:"scopes"`
	Attributes []attributeJSON `json:"attributes"`
}

type scopesJSON struct {
	Scopes []string `json:"scopes"`
}

func (a appJSON) app() *App {
	app := &App{
		Name: a.Name, AppID: a.AppID, DeveloperID: a.DeveloperID, Status: a.Status, CallbackURL: a.CallbackURL,
		Attributes: attributesOf(a.Attributes), Scopes: a.Scopes,
		CreatedAt: time.UnixMilli(a.CreatedAt).UTC(), LastModifiedAt: time.UnixMilli(a.LastModifiedAt).UTC(),
	}
	for _, credential := range a.Credentials {
		app.Keys = append(app.Keys, credential.key())
	}
	return app
}

func (k keyJSON) key() Key {
	key := Key{
		ConsumerKey: k.ConsumerKey, ConsumerSecret: k.ConsumerSecret, Status: k.Status, Scopes: k.Scopes,
		Attributes: attributesOf(k.Attributes), IssuedAt: time.UnixMilli(k.IssuedAt).UTC(),
	}
	// An int64 that is 0 is left out of an answer.
	if k.ExpiresAt != never && k.ExpiresAt != 0 {
		at := time.UnixMilli(k.ExpiresAt).UTC()
		key.ExpiresAt = &at
	}
	for _, product := range k.APIProducts {
		key.Products = append(key.Products, Product{Name: product.APIProduct, Status: product.Status})
	}
	return key
}

func attributesJSON(list []Attribute) []attributeJSON {
	wire := make([]attributeJSON, len(list))
	for i, attribute := range list {
		wire[i] = attributeJSON(attribute)
	}
	return wire
}

func attributesOf(wire []attributeJSON) []Attribute {
	var list []Attribute
	for _, attribute := range wire {
		list = append(list, Attribute(attribute))
	}
	return list
}
