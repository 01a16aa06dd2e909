package mockserver

import (
	"os"
	"strings"
	"testing"
)

func TestOperationsPageIsGenerated(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../templates/guides/mock-server-operations.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != OperationsPage() {
		t.Error("the page is out of date: run \"make generate\"")
	}
	if strings.Contains(string(page), "{{") {
		t.Error("the page has a directive of templates")
	}
}
