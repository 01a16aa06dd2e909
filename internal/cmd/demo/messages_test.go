package main

import (
	"strings"
	"testing"
)

func TestShow(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	err := show(&out, []byte(strings.Join([]string{
		`{"@message":"Terraform 1.11.4","type":"version"}`,
		`{"@message":"custody_resource_lock.share: Plan to create","type":"planned_change"}`,
		`{"@message":"custody_resource_lock.share: Creating...","type":"apply_start"}`,
		`{"@message":"custody_resource_lock.share: Creation complete after 0s","type":"apply_complete"}`,
		`{"@message":"Warning: Edit Lock Left","type":"diagnostic","diagnostic":{"detail":"One.\nTwo."}}`,
		`{"@message":"Warning: Edit Lock Left","type":"diagnostic","diagnostic":{"detail":"One.\nTwo."}}`,
		`no JSON`,
	}, "\n")))
	const want = `  custody_resource_lock.share: Plan to create
  custody_resource_lock.share: Creation complete after 0s
  Warning: Edit Lock Left
    One.
    Two.
  no JSON
`
	if err != nil || out.String() != want {
		t.Errorf("error %v, shown:\n%s\nwant:\n%s", err, out.String(), want)
	}
}
