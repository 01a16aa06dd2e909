package apigee

import "github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"

// installAttributes adds the methods for the attributes of an app.
func (a *Apigee) installAttributes() {
	const list, one = appPath + "/attributes", appPath + "/attributes/{attribute}"
	a.handle("GET "+list, "apigee.appattributes.list", a.listAttributes)
	a.handle("POST "+list, "apigee.appattributes.update", a.replaceAttributes)
	a.handle("GET "+one, "apigee.appattributes.get", a.getAttribute)
	a.handle("POST "+one, "apigee.appattributes.update", a.updateAttribute)
	a.handle("DELETE "+one, "apigee.appattributes.delete", a.deleteAttribute)
}

func (a *Apigee) listAttributes(call *google.Call) (any, error) {
	app, err := a.findApp(call)
	if err != nil {
		return nil, err
	}
	return attributesJSON{attributesToJSON(app.Attributes)}, nil
}

// replaceAttributes is POST on the list: what is not in the request is gone.
func (a *Apigee) replaceAttributes(call *google.Call) (any, error) {
	app, err := a.findApp(call)
	if err != nil {
		return nil, err
	}
	var in attributesJSON
	if err := google.DecodeProto(call.Content, "attributes", &in); err != nil {
		return nil, err
	}
	app.Attributes, app.LastModifiedAt = attributesFromJSON(in.Attribute), a.google.Now()
	return in, nil
}

func (a *Apigee) getAttribute(call *google.Call) (any, error) {
	app, err := a.findApp(call)
	if err != nil {
		return nil, err
	}
	attribute, err := app.attribute(call.PathValue("attribute"))
	if err != nil {
		return nil, err
	}
	return attributeJSON(*attribute), nil
}

func (a *Apigee) updateAttribute(call *google.Call) (any, error) {
	app, err := a.findApp(call)
	if err != nil {
		return nil, err
	}
	var in attributeJSON
	if err := google.DecodeProto(call.Content, "attribute", &in); err != nil {
		return nil, err
	}
	in.Name = call.PathValue("attribute")
	app.setAttribute(in.Name, in.Value)
	app.LastModifiedAt = a.google.Now()
	return in, nil
}

func (a *Apigee) deleteAttribute(call *google.Call) (any, error) {
	app, err := a.findApp(call)
	if err != nil {
		return nil, err
	}
	attribute, err := app.attribute(call.PathValue("attribute"))
	if err != nil {
		return nil, err
	}
	gone := attributeJSON(*attribute)
	app.removeAttribute(gone.Name)
	app.LastModifiedAt = a.google.Now()
	return gone, nil
}
