// Package appkeys has the calls of the Apigee API that concern an app of a developer
// or of an app group, and its keys, as the API calls credentials: REST resources
// organizations.developers.apps, organizations.appgroups.apps and their keys of
// apigee:v1.
//
// A call is one request, except where its name says otherwise. Errors are those
// of the Caller. A consumer key and a consumer secret are credentials, and the
// key is part of the paths: a Caller keeps both out of logs and errors.
package appkeys
