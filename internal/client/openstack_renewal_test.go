package client

import "testing"

// TestRefusedRenewalIsNotAskedForAgain is about clouds that lock a user out after a few refused logins.
func TestRefusedRenewalIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	refused := answer{403, nil, `{"error": {"code": 403, "title": "Forbidden", "message": "Locked out."}}`}
	f := startOpenStack(t, map[string][]answer{loginRoute: {aliceLogin, refused}, lockRoute: {unauthorized}})
	manila, err := f.open(t, f.config(), TransportConfig{}).SharedFileSystem(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := readLock(t, manila); !IsForbidden(err) {
			t.Errorf("error %v, want the refusal", err)
		}
	}
	if logins := len(f.to(loginRoute)); logins != 2 {
		t.Errorf("%d logins, want the first and one renewal", logins)
	}
}
