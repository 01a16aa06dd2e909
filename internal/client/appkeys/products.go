package appkeys

import (
	"context"
	"net/http"
)

// CheckProduct asks for an API product by its name, not its display name. The error says why it cannot be read: a 404
// that there is none, a 403 that the caller may not see it (apigee.apiproducts.get).
func CheckProduct(ctx context.Context, c Caller, organization, name string) error {
	var answer struct {
		Name string `json:"name"`
	}
	path := join("organizations", organization, "apiproducts", name)
	if err := c.Call(ctx, Request{Method: http.MethodGet, Path: path}, &answer); err != nil {
		return err
	}
	if answer.Name != name {
		return &AnswerError{"API product " + name, "it has not the product's name"}
	}
	return nil
}
