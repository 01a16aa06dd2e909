// Package integrations has what the provider offers for Application Integration.
package integrations
