package apigee

import (
	"slices"
	"testing"
)

func TestOperationsAreTheRoutes(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, Quirks{})
	told := []string{}
	for _, operation := range Operations() {
		if operation.Name == "" || operation.Evidence == "" {
			t.Errorf("not complete: %+v", operation)
		}
		told = append(told, operation.Routes...)
	}
	slices.Sort(told)
	if routes := s.Routes("apigee"); !slices.Equal(told, routes) {
		t.Errorf("told   %q\nroutes %q", told, routes)
	}
}
