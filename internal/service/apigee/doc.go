// Package apigee has the resources and data sources for Apigee, Google's API
// management: developer apps and their keys.
package apigee
