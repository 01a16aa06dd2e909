package apigee

import "github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"

// Operations tells how far each method can be trusted.
func Operations() []core.Operation {
	list := developerAppOperations()
	list = append(list, keyOperations()...)
	list = append(list, appGroupOperations()...)
	list = append(list, developerOperations()...)
	return append(list, productOperations()...)
}

// discovery is an operation whose method, fields and parameters are those of the discovery document.
func discovery(name string, quirks []string, routes ...string) core.Operation {
	return core.Operation{Name: name, Routes: routes, Evidence: core.Discovery, Quirks: quirks}
}

// leavingOut returns an operation with what the mock does not do.
func leavingOut(operation core.Operation, what ...string) core.Operation {
	operation.LeftOut = what
	return operation
}

// attributeOperation is all that can be done with the attributes of something.
func attributeOperation(of, path string) core.Operation {
	list, one := path+"/attributes", path+"/attributes/{attribute}"
	return discovery("Attributes of "+of, []string{"POST on the list replaces all attributes."},
		"GET "+list, "POST "+list, "GET "+one, "POST "+one, "DELETE "+one)
}

func developerAppOperations() []core.Operation {
	return []core.Operation{
		discovery("Create a developer app", []string{
			"Each app starts with a generated key; an option hides it for a while, as seen on the real service.",
		}, "POST "+appsPath),
		discovery("Read a developer app", []string{
			"The order of the keys is not promised: an option reverses or shuffles it.",
		}, "GET "+appPath),
		leavingOut(discovery("List the apps of a developer", []string{
			"At most 100 apps without count; startKey is in the list.",
		}, "GET "+appsPath), "shallowExpand has no effect."),
		discovery("Update a developer app", []string{
			"Attributes and callback URL are replaced. With apiProducts in the body one more key is generated.",
		}, "PUT "+appPath),
		discovery("Generate a key, or set the status of a developer app", []string{
			"Generating clears the attributes and the callback URL that the request does not repeat.",
			"An action needs the type application/octet-stream (an option takes any); revoking leaves the keys approved.",
		}, "POST "+appPath),
		discovery("Delete a developer app", []string{
			"The consumer keys stay taken for a minute; how long on the real service is not known.",
		}, "DELETE "+appPath),
		attributeOperation("a developer app", appPath),
		leavingOut(discovery("Search the apps of an organization", []string{
			"Apps of developers and of app groups; without expand ids alone.",
		}, "GET "+orgPath+"/apps", "GET "+orgPath+"/apps/{app}"), "Filters of more than one comparison."),
	}
}

func keyOperations() []core.Operation {
	product := keyPath + "/apiproducts/{product}"
	return []core.Operation{
		discovery("Bring a key for a developer app", []string{
			"Status, products and expiresAt of the request do not count. A taken key is 409 ABORTED in the whole organization.",
			"Without a consumer key or a secret the mock answers 400; what the real service does is not known.",
		}, "POST "+appPath+"/keys", "POST "+appPath+"/keys/create"),
		discovery("Read a key of a developer app", []string{"An expired key stays approved."}, "GET "+keyPath),
		discovery("Update a key of a developer app, or set its status", []string{
			"Products are added, attributes replaced. A product with manual approval starts pending.",
			"The answer to an action is not documented: 204, by an option 200 without a body or with {}.",
		}, "POST "+keyPath),
		discovery("Replace the scopes of a key of a developer app", nil, "PUT "+keyPath),
		discovery("Delete a key of a developer app", nil, "DELETE "+keyPath),
		discovery("Set the status of a product on a key, or remove it", []string{
			"A key stays alive without products. A product that is not on the key is 400.",
		}, "POST "+product, "DELETE "+product),
	}
}

func appGroupOperations() []core.Operation {
	product := groupKeyPath + "/apiproducts/{product}"
	leftOut := "Balance, monetization and subscriptions."
	return []core.Operation{
		leavingOut(discovery("Create and read an app group", []string{
			"A new app group is active whatever status was sent. A taken name is 409 ABORTED, which is inferred.",
		}, "POST "+groupsPath, "GET "+groupPath), leftOut),
		discovery("List app groups, and the apps of one", []string{
			"A further page starts with the last item of the page before; an option starts behind it.",
			"The list of apps has no nextPageToken unless the request has a pageSize.",
		}, "GET "+groupsPath, "GET "+groupAppsPath),
		discovery("Update an app group, or set its status", []string{
			"What the body leaves out is cleared; an option keeps texts.",
		}, "PUT "+groupPath),
		discovery("Delete an app group", []string{"Apps and keys are gone with it; the keys stay taken for a minute."},
			"DELETE "+groupPath),
		discovery("Create, read, update and delete an app of an app group", []string{
			"keyExpiresIn is in seconds; an option reads milliseconds, as the documentation says both.",
			"An action is a PUT, and answers with the app; an option answers an error although it was done, as seen once.",
			"With apiProducts an update generates one more key.",
		}, "POST "+groupAppsPath, "GET "+groupAppPath, "PUT "+groupAppPath, "DELETE "+groupAppPath),
		discovery("Bring, read and delete a key of an app group's app", []string{
			"There is no method that generates a key, and none at keys/create.",
		}, "POST "+groupAppPath+"/keys", "GET "+groupKeyPath, "DELETE "+groupKeyPath),
		{
			Name: "Update a key of an app group's app, or set its status", Evidence: core.Clients,
			Routes: []string{"POST " + groupKeyPath},
			Quirks: []string{
				"The action is a query parameter, as clients send it; an option takes it in the body, as the schema has it.",
				"scopes and attributes of appGroupAppKey replace what is there, empty lists clear it; an option keeps it.",
			},
		},
		discovery("Set the status of a product on a key of an app group's app, or remove it", nil,
			"POST "+product, "DELETE "+product),
	}
}

func developerOperations() []core.Operation {
	return []core.Operation{
		leavingOut(discovery("Create and read a developer", []string{
			"E-mails are in lower case. Paths take the id, too, and e-mails that are escaped twice.",
			"A taken e-mail is 409 ABORTED, which is inferred.",
		}, "POST "+developersPath, "GET "+developerPath), "Balance, monetization and subscriptions."),
		discovery("List developers", []string{"Without expand e-mails alone; startKey is in the list."},
			"GET "+developersPath),
		discovery("Update a developer", []string{"All is replaced. The e-mail changes; an option ignores that."},
			"PUT "+developerPath),
		discovery("Set the status of a developer", []string{"The answer is 204. Keys stay approved."}, "POST "+developerPath),
		discovery("Delete a developer", []string{"Apps and keys are gone with the developer."}, "DELETE "+developerPath),
		attributeOperation("a developer", developerPath),
	}
}

func productOperations() []core.Operation {
	return []core.Operation{
		leavingOut(discovery("Create, read and update an API product", []string{
			"No defaults appear in answers. An update replaces all but the name.",
		}, "POST "+productsPath, "GET "+productPath, "PUT "+productPath),
			"Whether environments and proxies exist is not checked.", "Rate plans, and moving to another space."),
		discovery("List API products", []string{"Without expand names alone; startKey is in the list."}, "GET "+productsPath),
		{
			Name: "Delete an API product", Evidence: core.Unknown, Routes: []string{"DELETE " + productPath},
			Quirks: []string{"Keys lose the product; by an option they keep it, or the request is refused with 400."},
		},
		attributeOperation("an API product", productPath),
	}
}
