package integrations

import (
	"slices"
	"testing"
)

func TestOperationsAreTheRoutes(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	told := []string{}
	for _, operation := range Operations() {
		told = append(told, operation.Routes...)
	}
	slices.Sort(told)
	if routes := s.Routes("integrations"); !slices.Equal(told, routes) {
		t.Errorf("told   %q\nroutes %q", told, routes)
	}
}
