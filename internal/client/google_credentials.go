package client

import (
	"bytes"
	"cmp"
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"
)

// credentialsFile is what says of a credentials file whose it is.
type credentialsFile struct {
	Type        google.CredentialsType `json:"type"`
	ClientEmail string                 `json:"client_email"`
	PrivateKey  string                 `json:"private_key"`
	// ImpersonationURL ends in serviceAccounts/EMAIL:generateAccessToken.
	ImpersonationURL string `json:"service_account_impersonation_url"`
	// QuotaProjectID is charged for quota, as by Google's own clients.
	QuotaProjectID string `json:"quota_project_id"`
	// UniverseDomain is empty or googleapis.com, unless the credentials are for another cloud than Google's public one.
	UniverseDomain string `json:"universe_domain"`
}

const publicUniverse = "googleapis.com"

// credentialsTypes are the kinds of credentials files that can log in to Google.
var credentialsTypes = []google.CredentialsType{
	google.ServiceAccount, google.AuthorizedUser, google.ExternalAccount, google.ExternalAccountAuthorizedUser,
	google.ImpersonatedServiceAccount,
}

// readCredentials reads credentials that are a path or JSON. Its errors do not
// repeat them, for what is no path may be a part of a key.
func readCredentials(pathOrJSON string, transport http.RoundTripper) (googleLogin, error) {
	content, err := pathOrContent(pathOrJSON)
	if err != nil {
		return googleLogin{}, fmt.Errorf(
			"credentials (or GOOGLE_CREDENTIALS) are neither JSON nor a file that can be read: %w", err)
	}
	var file credentialsFile
	if err := json.Unmarshal(content, &file); err != nil {
		return googleLogin{}, fmt.Errorf("credentials (or GOOGLE_CREDENTIALS) are not valid JSON: %w", err)
	}
	if err := file.check(); err != nil {
		return googleLogin{}, fmt.Errorf("credentials (or GOOGLE_CREDENTIALS): %w", err)
	}
	who := "with credentials of the type " + string(file.Type)
	if file.ClientEmail != "" {
		who = "as " + file.ClientEmail
	}
	find := func(ctx context.Context) (*google.Credentials, error) {
		return google.CredentialsFromJSONWithType(ctx, content, file.Type, cloudPlatformScope)
	}
	return googleLogin{
		who: who, email: file.email(), quotaProject: file.QuotaProjectID, login: oauthLogin(find, transport),
	}, nil
}

// email is the account that the tokens are for; empty where the file does not tell.
func (f credentialsFile) email() string {
	_, account, ok := strings.Cut(f.ImpersonationURL, "/serviceAccounts/")
	if !ok {
		return f.ClientEmail
	}
	account, _, _ = strings.Cut(account, ":")
	return account
}

func pathOrContent(pathOrJSON string) ([]byte, error) {
	if strings.HasPrefix(strings.TrimSpace(pathOrJSON), "{") {
		return []byte(pathOrJSON), nil
	}
	path := pathOrJSON
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, err
		}
		path = filepath.Join(home, rest)
	}
	content, err := os.ReadFile(path)
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err
	}
	return content, err
}

func (f credentialsFile) check() error {
	if f.UniverseDomain != "" && f.UniverseDomain != publicUniverse {
		return fmt.Errorf("they are for the universe domain %q, and this provider works with %s alone",
			f.UniverseDomain, publicUniverse)
	}
	if !slices.Contains(credentialsTypes, f.Type) {
		return errors.New("the type is none of service_account, authorized_user, external_account, " +
			"external_account_authorized_user and impersonated_service_account")
	}
	if f.Type != google.ServiceAccount {
		return nil
	}
	if f.ClientEmail == "" {
		return errors.New("the key of a service account has no client_email")
	}
	block, _ := pem.Decode([]byte(f.PrivateKey))
	if block == nil {
		return errors.New("the private_key of the service account is not in PEM")
	}
	_, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if _, old := x509.ParsePKCS1PrivateKey(block.Bytes); err != nil && old != nil {
		return errors.New("the private_key of the service account is malformed")
	}
	return nil
}

// defaultCredentials are the application default credentials: a file, or what the
// metadata server of Google's machines gives out. The file is read at login, for it may
// be changed meanwhile, and beforehand for whose it is.
func defaultCredentials(transport http.RoundTripper) googleLogin {
	find := func(ctx context.Context) (*google.Credentials, error) {
		found, err := google.FindDefaultCredentials(ctx, cloudPlatformScope)
		if err != nil {
			err = fmt.Errorf("%w. %s", err, otherCredentials)
		}
		return found, err
	}
	login := googleLogin{who: "with application default credentials", login: oauthLogin(find, transport)}
	content, err := os.ReadFile(defaultCredentialsFile())
	switch {
	case err == nil:
		var file credentialsFile
		if json.Unmarshal(content, &file) == nil {
			login.email, login.quotaProject = file.email(), file.QuotaProjectID
		}
	case os.Getenv(defaultCredentialsVariable) == "":
		login.login = within(metadataTimeout, login.login)
	}
	return login
}

const (
	defaultCredentialsVariable = "GOOGLE_APPLICATION_CREDENTIALS"

	otherCredentials = "Or set credentials (or GOOGLE_CREDENTIALS) or access_token (or GOOGLE_OAUTH_ACCESS_TOKEN) " +
		"in the provider's google attribute"
)

// defaultCredentialsFile is where the library looks for the default credentials.
func defaultCredentialsFile() string {
	const file = "application_default_credentials.json"
	if path := os.Getenv(defaultCredentialsVariable); path != "" {
		return path
	}
	if runtime.GOOS == "windows" {
		return filepath.Join(os.Getenv("APPDATA"), "gcloud", file)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".config", "gcloud", file)
}

// metadataTimeout is for all that a login asks of the metadata server, which is on the
// same machine.
const metadataTimeout = 10 * time.Second

var errNoMetadataServer = fmt.Errorf("there is no file of application default credentials, and the metadata server did not "+
	"answer within %s. %s", metadataTimeout, otherCredentials)

// within ends a login that the library does not end with its context.
func within(
	limit time.Duration, login func(context.Context) (accessToken, error),
) func(context.Context) (accessToken, error) {
	type result struct {
		token accessToken
		err   error
	}
	return func(ctx context.Context) (accessToken, error) {
		timed, cancel := context.WithTimeoutCause(ctx, limit, errNoMetadataServer)
		defer cancel()
		results := make(chan result, 1)
		go func() {
			token, err := login(timed)
			results <- result{token, err}
		}()
		select {
		case got := <-results:
			return got.token, got.err
		case <-timed.Done():
			return accessToken{}, context.Cause(timed)
		}
	}
}

// oauthLogin gets each token from a source made anew, for the library's sources give
// out a token that was refused until it ends.
func oauthLogin(
	find func(context.Context) (*google.Credentials, error), transport http.RoundTripper,
) func(context.Context) (accessToken, error) {
	return func(ctx context.Context) (accessToken, error) {
		exchange := &tokenExchange{ctx: ctx, base: transport}
		withClient := context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: exchange})
		credentials, err := find(withClient)
		if err != nil {
			return accessToken{}, cmp.Or(exchange.failed, err)
		}
		token, err := credentials.TokenSource.Token()
		if err != nil {
			return accessToken{}, cmp.Or(exchange.failed, err)
		}
		return accessToken{text: token.AccessToken, expires: token.Expiry}, nil
	}
}

// tokenExchange sends the requests of a login under its context, which the library
// does not for a service account, and keeps how the last one failed, which the
// library leaves as text.
type tokenExchange struct {
	ctx    context.Context
	base   http.RoundTripper
	failed error
}

// RoundTrip implements http.RoundTripper.
func (e *tokenExchange) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := e.base.RoundTrip(req.WithContext(e.ctx))
	if err != nil {
		e.failed = err
		return nil, err
	}
	if resp.StatusCode/100 == 2 {
		e.failed = nil
		return resp, nil
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	e.failed = fromTokenService(resp, body)
	return resp, nil
}

// fromTokenService reads an error of OAuth 2.0 (RFC 6749, section 5.2), or else one
// of a Google API.
func fromTokenService(resp *http.Response, body []byte) *APIError {
	var fault struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &fault) != nil || fault.Error == "" {
		return fromGoogle(resp, body, nil)
	}
	return &APIError{
		Method: resp.Request.Method, URL: redactKey(resp.Request.URL), Status: resp.StatusCode,
		RequestID: requestID(resp.Header), Kind: fault.Error, Message: cmp.Or(fault.Description, fault.Error),
	}
}
