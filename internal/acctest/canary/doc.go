// Package canary finds secrets in what a provider tells and keeps: logs at TRACE, diagnostics, plans, states,
// identities, private data, progress and names in lists. What may be there is in an attribute whose schema says that
// it is sensitive. Tests alone import it.
package canary
