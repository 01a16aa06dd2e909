// Package acctest has what acceptance tests need: the provider in this process, a
// cloud to work on, and a look at what that cloud holds. Only tests import it.
package acctest
