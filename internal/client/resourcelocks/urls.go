package resourcelocks

import (
	"net/url"

	"github.com/gophercloud/gophercloud/v2"
)

func collectionURL(client *gophercloud.ServiceClient) string {
	return client.ServiceURL("resource-locks")
}

func lockURL(client *gophercloud.ServiceClient, id string) string {
	return client.ServiceURL("resource-locks", url.PathEscape(id))
}
