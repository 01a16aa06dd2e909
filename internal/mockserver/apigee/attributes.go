package apigee

import (
	"slices"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
)

// attributed is something that has attributes with methods of their own.
type attributed struct {
	name       string
	attributes *[]Attribute
	modifiedAt *time.Time
}

// attributeFinder finds what the attributes in the path of a request belong to.
type attributeFinder func(*google.Call) (attributed, error)

// installAttributes adds the methods for the attributes of developer apps, developers and API products. App groups have
// none.
func (a *Apigee) installAttributes() {
	a.installAttributesOf(appPath, "apigee.appattributes.", func(call *google.Call) (attributed, error) {
		app, err := a.findApp(call)
		if err != nil {
			return attributed{}, err
		}
		return attributed{app.Name, &app.Attributes, &app.LastModifiedAt}, nil
	})
	a.installAttributesOf(developerPath, "apigee.developerattributes.", func(call *google.Call) (attributed, error) {
		found, err := a.findDeveloper(call)
		if err != nil {
			return attributed{}, err
		}
		return attributed{found.developer.Email, &found.developer.Attributes, &found.developer.LastModifiedAt}, nil
	})
	a.installAttributesOf(productPath, "apigee.apiproductattributes.", func(call *google.Call) (attributed, error) {
		product, err := a.findProduct(call)
		if err != nil {
			return attributed{}, err
		}
		return attributed{product.fields.Name, &product.attributes, &product.modifiedAt}, nil
	})
}

func (a *Apigee) installAttributesOf(path, permission string, find attributeFinder) {
	list, one := path+"/attributes", path+"/attributes/{attribute}"
	with := func(h func(*google.Call, attributed) (any, error)) func(*google.Call) (any, error) {
		return func(call *google.Call) (any, error) {
			of, err := find(call)
			if err != nil {
				return nil, err
			}
			return h(call, of)
		}
	}
	a.handle("GET "+list, permission+"list", with(listAttributes))
	a.handle("POST "+list, permission+"update", with(a.replaceAttributes))
	a.handle("GET "+one, permission+"get", with(getAttribute))
	a.handle("POST "+one, permission+"update", with(a.updateAttribute))
	a.handle("DELETE "+one, permission+"delete", with(a.deleteAttribute))
}

// find returns where an attribute stands.
func (of attributed) find(name string) (int, error) {
	i := slices.IndexFunc(*of.attributes, func(have Attribute) bool { return have.Name == name })
	if i < 0 {
		return i, refuse(attributeMissing, "Attribute named %s does not exist under %s", name, of.name)
	}
	return i, nil
}

func listAttributes(_ *google.Call, of attributed) (any, error) {
	return attributesJSON{attributesToJSON(*of.attributes)}, nil
}

// replaceAttributes is POST on the list: what is not in the request is gone.
func (a *Apigee) replaceAttributes(call *google.Call, of attributed) (any, error) {
	var in attributesJSON
	if err := google.DecodeProto(call.Content, "attributes", &in); err != nil {
		return nil, err
	}
	*of.attributes, *of.modifiedAt = attributesFromJSON(in.Attribute), a.google.Now()
	return in, nil
}

func getAttribute(call *google.Call, of attributed) (any, error) {
	i, err := of.find(call.PathValue("attribute"))
	if err != nil {
		return nil, err
	}
	return attributeJSON((*of.attributes)[i]), nil
}

// updateAttribute changes or adds one attribute.
func (a *Apigee) updateAttribute(call *google.Call, of attributed) (any, error) {
	var in attributeJSON
	if err := google.DecodeProto(call.Content, "attribute", &in); err != nil {
		return nil, err
	}
	in.Name = call.PathValue("attribute")
	if i, err := of.find(in.Name); err == nil {
		(*of.attributes)[i].Value = in.Value
	} else {
		*of.attributes = append(*of.attributes, Attribute(in))
	}
	*of.modifiedAt = a.google.Now()
	return in, nil
}

func (a *Apigee) deleteAttribute(call *google.Call, of attributed) (any, error) {
	i, err := of.find(call.PathValue("attribute"))
	if err != nil {
		return nil, err
	}
	gone := attributeJSON((*of.attributes)[i])
	*of.attributes, *of.modifiedAt = slices.Delete(slices.Clone(*of.attributes), i, i+1), a.google.Now()
	return gone, nil
}
