package openstack

import (
	"slices"
	"testing"
)

func TestOperationsAreTheRoutes(t *testing.T) {
	t.Parallel()
	s := started(t)
	told := []string{}
	for _, operation := range Operations() {
		told = append(told, operation.Routes...)
	}
	slices.Sort(told)
	routes := slices.Concat(s.Routes("keystone"), s.Routes("manila"))
	slices.Sort(routes)
	if !slices.Equal(told, routes) {
		t.Errorf("told   %q\nroutes %q", told, routes)
	}
}
