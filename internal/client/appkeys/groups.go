package appkeys

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// eachGroupApp asks for pages, because the API tells of a next one only then. A page may start with the last app of the
// page before.
func eachGroupApp(ctx context.Context, c Caller, group Owner, use func(*App) bool) error {
	seen := map[string]bool{}
	query := url.Values{"pageSize": {strconv.Itoa(maxAppNames)}}
	for range maxAppPages {
		var page groupAppsJSON
		err := c.Call(ctx, Request{Method: http.MethodGet, Path: group.appsPath(), Query: query}, &page)
		if err != nil {
			return err
		}
		before := len(seen)
		for _, listed := range page.AppGroupApps {
			if seen[listed.Name] {
				continue
			}
			seen[listed.Name] = true
			if !use(listed.app()) {
				return nil
			}
		}
		if page.NextPageToken == "" || len(seen) == before {
			return nil
		}
		query.Set("pageToken", page.NextPageToken)
	}
	return endless(group)
}
