package integrationversions

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Name names an integration or one of its versions. The project may be an id or a
// number: both mean the same project, and the service answers with the number.
type Name struct {
	Project, Location string
	// Product is empty in a name that has none, such as of an integration made
	// outside Apigee.
	Product     string
	Integration string
	// Version is empty in an integration's name.
	Version string
}

// namePart is a part of a name: the collection that stands before it, and what it is.
type namePart struct {
	collection, what string
	valid            *regexp.Regexp
	field            func(*Name) *string
}

var (
	word = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_-]*$`)

	projectPart = namePart{
		"projects", "project", regexp.MustCompile(`^([a-z0-9.-]+:)?[a-z0-9][a-z0-9-]*$`),
		func(n *Name) *string { return &n.Project },
	}
	locationPart = namePart{
		"locations", "location", regexp.MustCompile(`^[a-z][a-z0-9-]*$`), func(n *Name) *string { return &n.Location },
	}
	productPart     = namePart{"products", "product", word, func(n *Name) *string { return &n.Product }}
	integrationPart = namePart{"integrations", "integration", word, func(n *Name) *string { return &n.Integration }}
	versionPart     = namePart{
		"versions", "version", regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
		func(n *Name) *string { return &n.Version },
	}
)

// ParseIntegration reads the full name of an integration,
// projects/…/locations/…/integrations/… with or without products/… before
// integrations. The error says which part is malformed.
func ParseIntegration(text string) (Name, error) {
	name, err := parse(text, projectPart, locationPart, productPart, integrationPart)
	if _, isVersion := errors.AsType[trailingError](err); isVersion && strings.Contains(text, "/versions/") {
		return Name{}, fmt.Errorf("%w; this is the name of a version, not of an integration", err)
	}
	return name, err
}

// ParseVersion reads the full name of a version, that of its integration and
// versions/ with its UUID. The error says which part is malformed.
func ParseVersion(text string) (Name, error) {
	return parse(text, projectPart, locationPart, productPart, integrationPart, versionPart)
}

// trailingError is what a name has behind its last part.
type trailingError string

func (e trailingError) Error() string { return fmt.Sprintf("the end %q is too much", string(e)) }

func parse(text string, parts ...namePart) (Name, error) {
	var name Name
	segments := strings.Split(text, "/")
	for _, part := range parts {
		if part.collection == productPart.collection && segments[0] != part.collection {
			continue
		}
		switch {
		case len(segments) < 2 && segments[0] == "":
			return Name{}, fmt.Errorf("the %s is missing: expected %q", part.what, part.collection+"/…")
		case len(segments) < 2 || segments[0] != part.collection:
			return Name{}, fmt.Errorf("the %s is malformed: expected %q, got %q", part.what, part.collection+"/…",
				strings.Join(segments, "/"))
		case !part.valid.MatchString(segments[1]):
			return Name{}, fmt.Errorf("the %s is malformed: %q", part.what, segments[1])
		}
		*part.field(&name) = segments[1]
		if segments = segments[2:]; len(segments) == 0 {
			segments = []string{""}
		}
	}
	switch rest := strings.Join(segments, "/"); {
	case rest != "":
		return Name{}, trailingError(rest)
	case strings.HasSuffix(text, "/"):
		return Name{}, trailingError("/")
	}
	return name, nil
}

// String is the full name, as ParseIntegration and ParseVersion read it.
func (n Name) String() string {
	text := "projects/" + n.Project + "/locations/" + n.Location
	if n.Product != "" {
		text += "/products/" + n.Product
	}
	text += "/integrations/" + n.Integration
	if n.Version != "" {
		text += "/versions/" + n.Version
	}
	return text
}

// OfIntegration is the name of the integration that a version belongs to.
func (n Name) OfIntegration() Name { return n.WithVersion("") }

var projectNumber = regexp.MustCompile(`^[0-9]+$`)

// HasProjectNumber says that the name has the project's number and not its id.
func (n Name) HasProjectNumber() bool { return projectNumber.MatchString(n.Project) }

// mayBeOf says that nothing in the name speaks against its being one of the
// integration's: the service writes the project's number for its id, and may leave the
// product out.
func (n Name) mayBeOf(integration Name) bool {
	sameProject := n.Project == integration.Project || n.HasProjectNumber() != integration.HasProjectNumber()
	sameProduct := n.Product == integration.Product || n.Product == "" || integration.Product == ""
	return sameProject && sameProduct && n.Location == integration.Location && n.Integration == integration.Integration
}

// WithVersion is the name of another version of the same integration.
func (n Name) WithVersion(id string) Name {
	n.Version = id
	return n
}
