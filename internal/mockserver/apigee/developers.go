package apigee

import (
	"maps"
	"net/http"
	"slices"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// maxAttributes is how many attributes a developer or an API product has at most.
const maxAttributes = 18

func (a *Apigee) installDevelopers() {
	a.handle("POST "+developersPath, "apigee.developers.create", a.created(a.createDeveloper))
	a.handle("GET "+developersPath, "apigee.developers.list", a.listDevelopers,
		"app", "count", "expand", "ids", "includeCompany", "startKey")
	a.handle("GET "+developerPath, "apigee.developers.get", a.getDeveloper, "action")
	a.handle("PUT "+developerPath, "apigee.developers.update", a.updateDeveloper)
	a.handle("POST "+developerPath, "apigee.developers.update", a.postDeveloper, "action")
	a.handle("DELETE "+developerPath, "apigee.developers.delete", a.deleteDeveloper)
}

func (a *Apigee) findDeveloper(call *google.Call) (*owner, error) {
	return a.store.developer(call.PathValue("org"), ownerName(call))
}

// decodeDeveloper reads the body of create and update. status, id and times of a request do not count.
func decodeDeveloper(call *google.Call) (Developer, error) {
	var in developerJSON
	if err := google.DecodeProto(call.Content, "developer", &in); err != nil {
		return Developer{}, err
	}
	for _, field := range []struct{ name, value string }{
		{"email", in.Email}, {"firstName", in.FirstName}, {"lastName", in.LastName}, {"userName", in.UserName},
	} {
		if field.value == "" {
			return Developer{}, google.InvalidArgument("Developer %s is required.", field.name)
		}
	}
	if !validEmail(in.Email) {
		return Developer{}, google.InvalidArgument("Developer email %s is not a valid e-mail in lower case.", in.Email)
	}
	if len(in.Attributes) > maxAttributes {
		return Developer{}, google.InvalidArgument("A developer has at most %d attributes.", maxAttributes)
	}
	return Developer{
		Email: in.Email, FirstName: in.FirstName, LastName: in.LastName, UserName: in.UserName, Family: in.AppFamily,
		AccessType: in.AccessType, Attributes: attributesFromJSON(in.Attributes),
	}, nil
}

func (a *Apigee) createDeveloper(call *google.Call) (any, error) {
	in, err := decodeDeveloper(call)
	if err != nil {
		return nil, err
	}
	made, err := a.store.createDeveloper(call.PathValue("org"), in)
	if err != nil {
		return nil, err
	}
	return developerAnswer(call, made), nil
}

func (a *Apigee) getDeveloper(call *google.Call) (any, error) {
	found, err := a.findDeveloper(call)
	if err != nil {
		return nil, err
	}
	return developerAnswer(call, found), nil
}

func (a *Apigee) updateDeveloper(call *google.Call) (any, error) {
	found, err := a.findDeveloper(call)
	if err != nil {
		return nil, err
	}
	in, err := decodeDeveloper(call)
	if err != nil {
		return nil, err
	}
	if err := a.store.updateDeveloper(call.PathValue("org"), found, in); err != nil {
		return nil, err
	}
	return developerAnswer(call, found), nil
}

// postDeveloper sets the status. The method has nothing but its action, and answers 204.
func (a *Apigee) postDeveloper(call *google.Call) (any, error) {
	found, err := a.findDeveloper(call)
	if err != nil {
		return nil, err
	}
	status, err := a.ownerStatus(call, false) // the method has no request body
	if err != nil {
		return nil, err
	}
	found.developer.Status, found.developer.LastModifiedAt = status, a.google.Now()
	return google.Status{Code: http.StatusNoContent}, nil
}

// ownerStatus returns the status of a developer or an app group that an action leads to.
func (a *Apigee) ownerStatus(call *google.Call, typeRequired bool) (string, error) {
	if err := a.checkActionType(call, typeRequired); err != nil {
		return "", err
	}
	action := call.URL.Query().Get("action")
	if action != active && action != inactive {
		return "", google.InvalidArgument("Invalid action %q: must be active or inactive.", action)
	}
	return action, nil
}

func (a *Apigee) deleteDeveloper(call *google.Call) (any, error) {
	gone, err := a.store.deleteDeveloper(call.PathValue("org"), ownerName(call))
	if err != nil {
		return nil, err
	}
	return developerAnswer(call, gone), nil
}

// listDevelopers lists by e-mail, from startKey on, which is in the list. Without expand it shows e-mails alone. The
// discovery document says that expand is not valid with count and startKey, but public clients send them and get data.
func (a *Apigee) listDevelopers(call *google.Call) (any, error) {
	query := call.URL.Query()
	count, err := countOf(query.Get("count"))
	if err != nil {
		return nil, err
	}
	ids := splitList(query.Get("ids"))
	developers := a.store.orgs[call.PathValue("org")].developers
	var out listDevelopersJSON
	for _, email := range slices.Sorted(maps.Keys(developers)) {
		found := developers[email]
		if email < query.Get("startKey") || len(ids) > 0 && !slices.Contains(ids, email) &&
			!slices.Contains(ids, found.developer.ID) || query.Has("app") && found.apps[query.Get("app")] == nil {
			continue
		}
		shown := developerJSON{Email: email}
		if query.Get("expand") == "true" {
			shown = developerAnswer(call, found)
		}
		out.Developer = append(out.Developer, shown)
	}
	out.Developer = out.Developer[:min(count, len(out.Developer))]
	return out, nil
}

// developerAnswer is a developer with the names of the first 100 apps.
func developerAnswer(call *google.Call, of *owner) developerJSON {
	developer := of.developer
	apps := slices.Sorted(maps.Keys(of.apps))
	return developerJSON{
		Email: developer.Email, DeveloperID: developer.ID, FirstName: developer.FirstName, LastName: developer.LastName,
		UserName: developer.UserName, AccessType: developer.AccessType, AppFamily: developer.Family,
		Status: developer.Status, Attributes: attributesToJSON(developer.Attributes), Apps: apps[:min(100, len(apps))],
		OrganizationName: call.PathValue("org"),
		CreatedAt:        developer.CreatedAt.UnixMilli(), LastModifiedAt: developer.LastModifiedAt.UnixMilli(),
	}
}
