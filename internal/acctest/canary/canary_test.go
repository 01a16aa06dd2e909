package canary

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/hashicorp/terraform-plugin-log/tfsdklog"
)

const theSecret = "aSecretOfTheTest0123456789"

func TestLeaks(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		secrets, said []string
		want          int
	}{
		"none":                 {[]string{theSecret}, []string{"nothing of it is said"}, 0},
		"whole":                {[]string{theSecret}, []string{theSecret}, 1},
		"within":               {[]string{theSecret}, []string{"keys/" + theSecret + "?"}, 1},
		"a part":               {[]string{theSecret}, []string{theSecret[:20]}, 0},
		"two that begin alike": {[]string{theSecret, theSecret + "x"}, []string{theSecret + "y"}, 1},
		"too short":            {[]string{"hunter2"}, []string{"hunter2 hunter2 hunter2"}, 0},
		"a key of many lines": {
			[]string{"-----BEGIN-----\n" + theSecret + "\n-----END-----\n"}, []string{"-----BEGIN----- " + theSecret}, 1,
		},
		"a file of credentials": {
			[]string{`{"type": "authorized_user", "client_secret": "` + theSecret + `"}`},
			[]string{"authorized_user " + theSecret},
			1,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var watch Watch
			for _, text := range tt.said {
				watch.Say("a text", text)
			}
			for _, secret := range tt.secrets {
				watch.Secret("secret", secret)
			}
			leaks := watch.Leaks()
			if len(leaks) != tt.want || strings.Contains(strings.Join(leaks, "\n"), theSecret) {
				t.Errorf("leaks %q, want %d without the secret", leaks, tt.want)
			}
		})
	}
}

func TestTraffic(t *testing.T) {
	t.Parallel()
	var watch Watch
	handler := watch.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"credentials": [{"consumerSecret": "theConsumerSecret", "name": "theNameOfNoSecret"}]}`))
		w.Header().Set("X-Subject-Token", "theSubjectToken")
		_ = r.ParseForm()
	}))
	form := strings.NewReader("refresh_token=theRefreshToken")
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", form)
	req.Header.Set("Authorization", "Bearer theBearerToken")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	handler.ServeHTTP(httptest.NewRecorder(), req)
	for _, secret := range []string{"theConsumerSecret", "theSubjectToken", "theRefreshToken", "theBearerToken"} {
		if watch.secrets[secret] == "" {
			t.Errorf("%s is not known as a secret", secret)
		}
	}
	if watch.secrets["theNameOfNoSecret"] != "" {
		t.Error("a name is known as a secret")
	}
}

// thing is the schema of what the talkative provider has.
var thing = &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{
	{Name: "key", Type: tftypes.String, Sensitive: true}, {Name: "note", Type: tftypes.String},
}}}

// talkative is a provider that tells its secret in one place.
type talkative struct {
	Full
	place string
}

// at is the secret in one place, and something else in the others.
func (p talkative) at(place string) string {
	if p.place == place {
		return "it is " + theSecret
	}
	return "nothing that matters"
}

func (p talkative) value(place string) *tfprotov6.DynamicValue {
	v, err := tfprotov6.NewDynamicValue(thing.ValueType(), tftypes.NewValue(thing.ValueType(), map[string]tftypes.Value{
		"key": tftypes.NewValue(tftypes.String, theSecret), "note": tftypes.NewValue(tftypes.String, p.at(place)),
	}))
	if err != nil {
		panic(err)
	}
	return &v
}

func (p talkative) GetProviderSchema(
	context.Context, *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{ResourceSchemas: map[string]*tfprotov6.Schema{"thing": thing}}, nil
}

func (p talkative) PlanResourceChange(
	ctx context.Context, _ *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	tflog.Trace(ctx, p.at("a message"), map[string]any{"field": p.at("a field")})
	identity := &tfprotov6.DynamicValue{MsgPack: []byte(p.at("the identity"))}
	return &tfprotov6.PlanResourceChangeResponse{
		PlannedState: p.value("the plan"), PlannedPrivate: []byte(p.at("the private data")),
		PlannedIdentity: &tfprotov6.ResourceIdentityData{IdentityData: identity},
		Diagnostics:     []*tfprotov6.Diagnostic{{Summary: p.at("a summary"), Detail: p.at("a detail")}},
	}, nil
}

func (p talkative) ReadResource(
	context.Context, *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{NewState: p.value("the state")}, nil
}

func (p talkative) InvokeAction(
	context.Context, *tfprotov6.InvokeActionRequest,
) (*tfprotov6.InvokeActionServerStream, error) {
	return &tfprotov6.InvokeActionServerStream{Events: slices.Values([]tfprotov6.InvokeActionEvent{
		{Type: tfprotov6.ProgressInvokeActionEventType{Message: p.at("the progress")}},
	})}, nil
}

// TestEachPlaceIsSearched has a provider tell its secret in one place after the other.
func TestEachPlaceIsSearched(t *testing.T) {
	t.Parallel()
	for _, place := range []string{
		"", "a message", "a field", "the identity", "the plan", "the private data", "a summary", "a detail", "the state",
		"the progress",
	} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			var watch Watch
			server := watch.Server(talkative{place: place})
			// Acceptance tests have such a sink, which would take the log.
			ctx := tfsdklog.ContextWithTestLogging(t.Context(), t.Name())
			_, planErr := server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{TypeName: "thing"})
			_, readErr := server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: "thing"})
			stream, invokeErr := server.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{ActionType: "do"})
			if planErr != nil || readErr != nil || invokeErr != nil {
				t.Fatal(planErr, readErr, invokeErr)
			}
			for event := range stream.Events {
				_ = event
			}
			if leaks := watch.Leaks(); (len(leaks) == 0) != (place == "") {
				t.Errorf("leaks %q", leaks)
			}
		})
	}
}
