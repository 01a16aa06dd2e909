package provider

import "strings"

// googleVariable says whether a variable may configure Google.
func googleVariable(name string) bool {
	return strings.HasPrefix(name, "GOOGLE_") || strings.HasPrefix(name, "GCLOUD_") || name == "USER_PROJECT_OVERRIDE"
}
