package client

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// googleAnswer is one answer of fakeGoogle.
type googleAnswer struct {
	status int
	body   string
}

// fakeGoogle gives the answers in their order, then an empty object, and notes the requests.
type fakeGoogle struct {
	*httptest.Server

	mu       sync.Mutex
	answers  []googleAnswer
	requests []string // method, address, token, content type, body
	header   http.Header
}

func newFakeGoogle(t *testing.T, answers ...googleAnswer) *fakeGoogle {
	t.Helper()
	f := &fakeGoogle{answers: answers}
	f.Server = httptest.NewServer(f)
	f.Config.ErrorLog = quiet
	t.Cleanup(f.Close)
	return f
}

func (f *fakeGoogle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	f.requests = append(f.requests, strings.TrimSpace(strings.Join([]string{
		r.Method, r.URL.RequestURI(), strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "),
		r.Header.Get("Content-Type"), string(body),
	}, " ")))
	f.header = r.Header
	next := googleAnswer{200, "{}"}
	if len(f.answers) > 0 {
		next, f.answers = f.answers[0], f.answers[1:]
	}
	w.Header().Set("Content-Type", cmp.Or(map[bool]string{true: htmlType}[strings.HasPrefix(next.body, "<")], jsonType))
	w.WriteHeader(next.status)
	_, _ = io.WriteString(w, next.body)
}

// apigee is the fake as the client's Apigee, with an access token unless configured otherwise.
func (f *fakeGoogle) apigee(t *testing.T, config GoogleConfig, retries int) *Apigee {
	t.Helper()
	config.AccessToken = cmp.Or(config.AccessToken, "fixed-token")
	config.ApigeeEndpoint = f.URL + config.ApigeeEndpoint
	config.IAMCredentialsEndpoint = f.URL
	google, err := NewGoogle(config, TransportConfig{RequestTimeout: DefaultRequestTimeout, MaxRetries: retries})
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	c.SetGoogle(google, nil)
	apigee, err := c.Apigee(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return apigee
}

const keyAddress = "organizations/acme/developers/dev@acme.test/apps/portal/keys/k-1"

var unauthenticated = googleAnswer{401, `{"error": {"code": 401, "message": "Who?", "status": "UNAUTHENTICATED"}}`}

func TestApigeeCall(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		config  GoogleConfig
		request appkeys.Request
		want    string
	}{
		"read": {
			GoogleConfig{},
			appkeys.Request{Method: "GET", Path: "organizations/a%2Fb"},
			"GET /v1/organizations/a%2Fb fixed-token",
		},
		"body": {
			GoogleConfig{},
			appkeys.Request{Method: "PUT", Path: "p", Body: map[string]string{"a": "b"}},
			`PUT /v1/p fixed-token application/json {"a":"b"}`,
		},
		"action": {
			GoogleConfig{},
			appkeys.Request{Method: "POST", Path: "p", Query: url.Values{"action": {"revoke"}}, OctetStream: true},
			"POST /v1/p?action=revoke fixed-token application/octet-stream",
		},
		"endpoint with a slash": {
			GoogleConfig{ApigeeEndpoint: "/"}, appkeys.Request{Method: "GET", Path: "p"}, "GET /v1/p fixed-token",
		},
		"endpoint with the version": {
			GoogleConfig{ApigeeEndpoint: "/v1"}, appkeys.Request{Method: "GET", Path: "p"}, "GET /v1/p fixed-token",
		},
		"endpoint with version and slash": {
			GoogleConfig{ApigeeEndpoint: "/v1/"}, appkeys.Request{Method: "GET", Path: "p"}, "GET /v1/p fixed-token",
		},
		"endpoint with a prefix": {
			GoogleConfig{ApigeeEndpoint: "/apigee/"},
			appkeys.Request{Method: "GET", Path: "p"},
			"GET /apigee/v1/p fixed-token",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeGoogle(t)
			var answer map[string]any
			if err := fake.apigee(t, tt.config, 0).Call(t.Context(), tt.request, &answer); err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff([]string{tt.want}, fake.requests); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestQuotaProject(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		config GoogleConfig
		want   string
	}{
		"asked for":         {GoogleConfig{BillingProject: "p1", UserProjectOverride: true}, "p1"},
		"not asked for":     {GoogleConfig{BillingProject: "p1"}, ""},
		"without a project": {GoogleConfig{UserProjectOverride: true}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeGoogle(t)
			request := appkeys.Request{Method: "GET", Path: "p"}
			if err := fake.apigee(t, tt.config, 0).Call(t.Context(), request, nil); err != nil {
				t.Fatal(err)
			}
			if got := fake.header.Get("X-Goog-User-Project"); got != tt.want {
				t.Errorf("quota project %q, want %q", got, tt.want)
			}
		})
	}
}

// What the provider's configuration says of quota counts before what the credentials say.
func TestQuotaProjectOfTheCredentials(t *testing.T) {
	t.Parallel()
	const file = `{"type": "authorized_user", "universe_domain": "googleapis.com", "quota_project_id": "of-the-file"}`
	for want, config := range map[string]GoogleConfig{
		"of-the-file": {BillingProject: "p1"},
		"p1":          {BillingProject: "p1", UserProjectOverride: true},
	} {
		config.Credentials = file
		google, err := NewGoogle(config, TransportConfig{RequestTimeout: DefaultRequestTimeout})
		if err != nil {
			t.Fatal(err)
		}
		if got := google.apigee.api.quotaProject; got != want || google.integrations.api.quotaProject != want {
			t.Errorf("quota project %q, want %q", got, want)
		}
	}
}

func TestApigeeAnswers(t *testing.T) {
	t.Parallel()
	type read struct{ Name string }
	tests := map[string]struct {
		answer googleAnswer
		into   any
		want   any
		lost   bool
	}{
		"read":                             {googleAnswer{200, `{"name": "portal"}`}, &read{}, &read{"portal"}, false},
		"nothing asked for, no content":    {googleAnswer{204, ""}, nil, nil, false},
		"nothing asked for, nothing given": {googleAnswer{200, ""}, nil, nil, false},
		"nothing asked for, an object":     {googleAnswer{200, `{"name": "portal"}`}, nil, nil, false},
		"asked for, nothing given":         {googleAnswer{200, ""}, &read{}, nil, true},
		"asked for, a page given":          {googleAnswer{200, "<html>"}, &read{}, nil, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeGoogle(t, tt.answer)
			err := fake.apigee(t, GoogleConfig{}, 0).Call(t.Context(),
				appkeys.Request{Method: "POST", Path: keyAddress, ConsumerKey: "k-1"}, tt.into)
			if tt.lost {
				if !IsAnswerLost(err) || strings.Contains(err.Error(), "k-1") {
					t.Errorf("error %v, want one that leaves open whether it was carried out", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(tt.want, tt.into); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestApigeeSendsAgain(t *testing.T) {
	t.Parallel()
	busy := googleAnswer{400, `{"error": {"code": 400, "status": "FAILED_PRECONDITION",
		"message": "the resource is locked by another operation"}}`}
	tests := map[string]struct {
		answer     googleAnswer
		repeatable bool
		want       int
	}{
		"busy":                              {busy, false, 2},
		"quota":                             {googleAnswer{429, ""}, false, 2},
		"another 400":                       {googleAnswer{400, `{"error": {"status": "INVALID_ARGUMENT"}}`}, false, 1},
		"in trouble":                        {googleAnswer{503, ""}, false, 1},
		"in trouble with a repeatable call": {googleAnswer{503, ""}, true, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeGoogle(t, tt.answer)
			apigee := fake.apigee(t, GoogleConfig{}, 1)
			err := apigee.Call(t.Context(), appkeys.Request{Method: "POST", Path: "p", Repeatable: tt.repeatable}, nil)
			if len(fake.requests) != tt.want || (err == nil) != (tt.want == 2) {
				t.Errorf("%d requests, want %d; error %v", len(fake.requests), tt.want, err)
			}
		})
	}
}

func TestApigeeKeepsKeysOutOfLogsAndErrors(t *testing.T) {
	t.Parallel()
	refusal := `{"error": {"code": 409, "status": "ABORTED", "message": "key 1 is taken: my key 1 with my-secret"}}`
	fake := newFakeGoogle(t, googleAnswer{409, refusal})
	apigee := fake.apigee(t, GoogleConfig{}, 0)
	var output bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &output)
	request := appkeys.Request{
		Method: "POST", Path: strings.ReplaceAll(keyAddress, "k-1", "my%20key%201") + "/apiproducts/maps",
		Query: url.Values{"filter": {"consumerKey=my key 1"}}, ConsumerKey: "my key 1", ConsumerSecret: "my-secret",
	}
	refused := apigee.Call(ctx, request, nil)
	fake.Close()
	cut := apigee.Call(ctx, request, nil)
	fingerprint := appkeys.Fingerprint("my key 1")
	for name, text := range map[string]string{"log": output.String(), "refusal": refused.Error(), "cut": cut.Error()} {
		for _, secret := range []string{"my key", "my%20key", "my-secret", "fixed-token", "consumerKey"} {
			if strings.Contains(text, secret) {
				t.Errorf("the %s has %q in it: %s", name, secret, text)
			}
		}
		if !strings.Contains(text, "/keys/"+fingerprint+"/apiproducts/maps") {
			t.Errorf("the %s does not say which key: %s", name, text)
		}
	}
	if want := "taken: " + fingerprint + " with (the consumer secret)"; !strings.Contains(refused.Error(), want) {
		t.Errorf("the refusal is %s, want %q in it", refused, want)
	}
}

func TestRedactKey(t *testing.T) {
	t.Parallel()
	fingerprint := appkeys.Fingerprint("k/1")
	tests := map[string]struct{ url, want string }{
		"an app": {
			"https://a/v1/organizations/o/developers/d/apps/keys", "https://a/v1/organizations/o/developers/d/apps/keys",
		},
		"a key": {
			"https://a/v1/organizations/o/developers/d/apps/p/keys/k%2F1?action=revoke",
			"https://a/v1/organizations/o/developers/d/apps/p/keys/" + fingerprint,
		},
		"a key of an app that is called keys": {
			"https://a/x/v1/organizations/o/developers/keys/apps/keys/keys/k%2F1/apiproducts/w%20x",
			"https://a/x/v1/organizations/o/developers/keys/apps/keys/keys/" + fingerprint + "/apiproducts/w%20x",
		},
		"a search by key": {"https://a/v1/organizations/o/apps?filter=consumerKey%3Dk", "https://a/v1/organizations/o/apps"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parsed, err := url.Parse(tt.url)
			if err != nil {
				t.Fatal(err)
			}
			if got := redactKey(parsed); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestGoogleIsNotConfigured(t *testing.T) {
	t.Parallel()
	if _, err := New().Apigee(t.Context()); err == nil {
		t.Error("there is an Apigee without Google")
	}
	c := New()
	c.SetGoogle(nil, ErrUnknownConfiguration)
	if _, err := c.Apigee(t.Context()); !errors.Is(err, ErrUnknownConfiguration) {
		t.Errorf("error %v, want the reason", err)
	}
}

func TestApigeeClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		at := time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)
		for name, tt := range map[string]struct {
			now  func() time.Time
			want time.Time
		}{"the machine's": {nil, time.Now()}, "a test's": {func() time.Time { return at }, at}} {
			google, err := NewGoogle(GoogleConfig{AccessToken: "t", Now: tt.now}, TransportConfig{})
			if err != nil {
				t.Fatal(err)
			}
			if got := google.apigee.Now(); !got.Equal(tt.want) {
				t.Errorf("%s: %s, want %s", name, got, tt.want)
			}
		}
	})
}

// A name that is ".." would be another object's URL.
func TestGoogleSendsNoNameOfDots(t *testing.T) {
	t.Parallel()
	for _, name := range []appkeys.AppName{
		appkeys.Developer("..", "dev@acme.test").App("portal"),
		appkeys.Developer("acme", ".").App("portal"),
		appkeys.Developer("acme", "dev@acme.test").App(".."),
	} {
		sent := false
		google, err := NewGoogle(GoogleConfig{AccessToken: "test"}, TransportConfig{
			RequestTimeout: time.Minute,
			Base: roundTripper(func(req *http.Request) (*http.Response, error) {
				sent = true
				return nil, errors.New("sent to " + req.URL.String())
			}),
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := appkeys.GetApp(t.Context(), google.apigee, name); err == nil || sent {
			t.Errorf("%s: error %v, want it refused before it is sent", name, err)
		}
	}
}
