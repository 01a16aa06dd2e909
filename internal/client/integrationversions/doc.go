// Package integrationversions has the calls of the Application Integration API
// that concern the versions of an integration and the edit lock of a draft: REST
// resources projects.locations.products.integrations.versions of integrations:v1
// and projects.locations.integrations.versions of integrations:v1alpha, each of
// which is where the method takeoverEditLock is listed.
//
// A call is one request, except where its name says otherwise. Errors are those
// of the Caller, and of this package where they say so.
package integrationversions
