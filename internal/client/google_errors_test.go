package client

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

func TestGoogleErrors(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer   googleAnswer
		want     APIError
		notFound bool
	}{
		"a taken key": {
			googleAnswer{409, `{"error": {"code": 409, "message": "ConsumerKey already exists", "status": "ABORTED", "details": [
				{"@type": "type.googleapis.com/google.rpc.PreconditionFailure", "violations": [
					{"type": "keymanagement.service.ConsumerKeyAlreadyExists", "subject": "10.0.0.1:80", "description": "Taken"}]},
				{"@type": "type.googleapis.com/google.rpc.RequestInfo", "requestId": "r-1"}]}}`},
			APIError{
				Status: 409, Kind: "ABORTED", Message: "ConsumerKey already exists", RequestID: "r-1",
				Violation: "keymanagement.service.ConsumerKeyAlreadyExists",
			},
			false,
		},
		"a missing permission": {
			googleAnswer{403, `{"error": {"code": 403, "message": "Denied.", "status": "PERMISSION_DENIED", "details": [
				{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "IAM_PERMISSION_DENIED",
				 "metadata": {"permission": "apigee.appkeys.get", "resource": "organizations/acme"}}]}}`},
			APIError{
				Status: 403, Kind: "PERMISSION_DENIED", Message: "Denied.",
				Reason: "IAM_PERMISSION_DENIED", Permission: "apigee.appkeys.get",
			},
			false,
		},
		"not found": {
			googleAnswer{404, `{"error": {"code": 404, "message": " No app ", "status": "NOT_FOUND"}}`},
			APIError{Status: 404, Kind: "NOT_FOUND", Message: "No app"},
			true,
		},
		"a wrong endpoint": {
			googleAnswer{404, "<!DOCTYPE html><title>Error 404</title>"},
			APIError{Status: 404, Message: "the answer is an HTML page, not one of the API"},
			false,
		},
		"JSON of another form": {googleAnswer{404, `{"error": "no such route"}`}, APIError{Status: 404}, false},
		"nothing":              {googleAnswer{502, ""}, APIError{Status: 502}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeGoogle(t, tt.answer)
			err := fake.apigee(t, GoogleConfig{}, 0).Call(t.Context(), appkeys.Request{Method: "POST", Path: "p"}, nil)
			got, ok := AsAPIError(err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			tt.want.Method, tt.want.URL = "POST", fake.URL+"/v1/p"
			if diff := gocmp.Diff(&tt.want, got, cmpopts.IgnoreUnexported(APIError{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if IsNotFound(err) != tt.notFound || IsAnswerLost(err) != (tt.answer.status == 502) {
				t.Errorf("not found %t, answer lost %t", IsNotFound(err), IsAnswerLost(err))
			}
		})
	}
}
