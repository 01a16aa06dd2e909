package apigee

type developerJSON struct {
	Email            string          `json:"email,omitempty"`
	DeveloperID      string          `json:"developerId,omitempty"`
	FirstName        string          `json:"firstName,omitempty"`
	LastName         string          `json:"lastName,omitempty"`
	UserName         string          `json:"userName,omitempty"`
	AccessType       string          `json:"accessType,omitempty"`
	AppFamily        string          `json:"appFamily,omitempty"`
	Status           string          `json:"status,omitempty"`
	Apps             []string        `json:"apps,omitempty"`
	Companies        []string        `json:"companies,omitempty"`
	Attributes       []attributeJSON `json:"attributes,omitempty"`
	OrganizationName string          `json:"organizationName,omitempty"`
	CreatedAt        int64           `json:"createdAt,omitempty,string"`
	LastModifiedAt   int64           `json:"lastModifiedAt,omitempty,string"`
}

type listDevelopersJSON struct {
	Developer []developerJSON `json:"developer,omitempty"`
}

type appGroupJSON struct {
	AppGroupID     string          `json:"appGroupId,omitempty"`
	Name           string          `json:"name,omitempty"`
	DisplayName    string          `json:"displayName,omitempty"`
	ChannelID      string          `json:"channelId,omitempty"`
	ChannelURI     string          `json:"channelUri,omitempty"`
	Email          string          `json:"email,omitempty"`
	Status         string          `json:"status,omitempty"`
	Organization   string          `json:"organization,omitempty"`
	Attributes     []attributeJSON `json:"attributes,omitempty"`
	CreatedAt      int64           `json:"createdAt,omitempty,string"`
	LastModifiedAt int64           `json:"lastModifiedAt,omitempty,string"`
}

type listGroupsJSON struct {
	AppGroups     []appGroupJSON `json:"appGroups,omitempty"`
	NextPageToken string         `json:"nextPageToken,omitempty"`
	TotalSize     int32          `json:"totalSize,omitempty"`
}

type appGroupAppJSON struct {
	AppID          string           `json:"appId,omitempty"`
	Name           string           `json:"name,omitempty"`
	AppGroup       string           `json:"appGroup,omitempty"`
	Status         string           `json:"status,omitempty"`
	CallbackURL    string           `json:"callbackUrl,omitempty"`
	APIProducts    []string         `json:"apiProducts,omitempty"`         // in requests alone
	KeyExpiresIn   int64            `json:"keyExpiresIn,omitempty,string"` // in requests alone
	Scopes         []string         `json:"scopes,omitempty"`
	Attributes     []attributeJSON  `json:"attributes,omitempty"`
	Credentials    []credentialJSON `json:"credentials,omitempty"`
	CreatedAt      int64            `json:"createdAt,omitempty,string"`
	LastModifiedAt int64            `json:"lastModifiedAt,omitempty,string"`
}

type listGroupAppsJSON struct {
	AppGroupApps  []appGroupAppJSON `json:"appGroupApps,omitempty"`
	NextPageToken string            `json:"nextPageToken,omitempty"`
}

// appGroupAppKeyJSON is a key in a request. In answers it looks as developerAppKeyJSON does.
type appGroupAppKeyJSON struct {
	ConsumerKey      string                      `json:"consumerKey,omitempty"`
	ConsumerSecret   string                      `json:"consumerSecret,omitempty"`
	Status           string                      `json:"status,omitempty"`
	IssuedAt         int64                       `json:"issuedAt,omitempty,string"`
	ExpiresAt        int64                       `json:"expiresAt,omitempty,string"`
	ExpiresInSeconds int64                       `json:"expiresInSeconds,omitempty,string"`
	APIProducts      []apiProductAssociationJSON `json:"apiProducts,omitempty"`
	Attributes       []attributeJSON             `json:"attributes,omitempty"`
	Scopes           []string                    `json:"scopes,omitempty"`
}

type apiProductAssociationJSON struct {
	APIProduct string `json:"apiproduct,omitempty"`
	Status     string `json:"status,omitempty"`
}

type updateAppGroupAppKeyJSON struct {
	Action         string              `json:"action,omitempty"`
	APIProducts    []string            `json:"apiProducts,omitempty"`
	AppGroupAppKey *appGroupAppKeyJSON `json:"appGroupAppKey,omitempty"`
}
