// Package manila has the resources and data sources for OpenStack Manila, the
// shared file system service.
package manila
