package simulation

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"time"
)

// What every simulated provider is configured with. No time of a trouble may be a multiple of another.
const (
	requestTimeout = 20 * time.Second
	maxRetries     = 2
)

// Catalogue is every trouble that a request can have.
func Catalogue() []Trouble {
	all := connectionTroubles()
	all = append(all, statusTroubles()...)
	all = append(all, answerTroubles()...)
	all = append(all, readTroubles()...)
	all = append(all, endTroubles()...)
	return append(all, peopleTroubles()...)
}

func connectionTroubles() []Trouble {
	return []Trouble{
		{Name: "connection refused", Refuse: true},
		{Name: "cut before the work", CutBefore: true},
		{Name: "cut after the work", CutAfter: true},
		{Name: "work late", Late: 7301 * time.Millisecond},
		{Name: "work after the client gave up", Late: 33107 * time.Millisecond, Blind: true},
		{Name: "work long after the client gave up", Late: 4*time.Minute + 1009*time.Millisecond, Blind: true},
		{Name: "answer after the client gave up", Slow: 33113 * time.Millisecond},
		{Name: "never any answer", CutBefore: true, Late: 2*time.Minute + 11*time.Millisecond, Blind: true},
	}
}

// instead answers in the place of the server, which does no work.
func instead(name string, status int, body string, header ...string) Trouble {
	return Trouble{Name: name, Undone: true, Answer: fixed(status, body, header...)}
}

// after answers what is given although the work was done.
func after(name string, status int, body string) Trouble {
	return Trouble{Name: name, Answer: fixed(status, body)}
}

func fixed(status int, body string, header ...string) answer {
	return func(*World, *Record, *httptest.ResponseRecorder) *httptest.ResponseRecorder {
		answer := httptest.NewRecorder()
		answer.Header().Set("Content-Type", "application/json")
		if strings.HasPrefix(body, "<") {
			answer.Header().Set("Content-Type", "text/html")
		}
		for i := 0; i+1 < len(header); i += 2 {
			answer.Header().Set(header[i], header[i+1])
		}
		answer.WriteHeader(status)
		answer.Body = bytes.NewBufferString(body)
		return answer
	}
}

const page = "<html><body><h1>The service is not available</h1></body></html>"

func isOpenStack(r *Record) bool {
	return !strings.HasPrefix(r.Path, "/v1") && !strings.HasPrefix(r.Path, "/token")
}

func isGoogle(r *Record) bool { return !isOpenStack(r) }

// of limits a trouble to requests.
func of(which func(*Record) bool, t Trouble) Trouble {
	t.For = which
	return t
}

func statusTroubles() []Trouble {
	manila := func(kind, message string) string {
		return `{"` + kind + `": {"code": 0, "message": "` + message + `"}}`
	}
	google := func(status, message string) string {
		return `{"error": {"code": 0, "message": "` + message + `", "status": "` + status + `"}}`
	}
	return []Trouble{
		instead("401", 401, `{"error": {"code": 401, "title": "Unauthorized", "message": "The request you have made requires authentication."}}`),
		of(isOpenStack, instead("403", 403, manila("forbidden", "Policy doesn't allow it."))),
		of(isGoogle, instead("403 of Google", 403, google("PERMISSION_DENIED", "Permission denied."))),
		of(isOpenStack, instead("404 of an older server", 404, manila("itemNotFound", "The resource could not be found."))),
		of(isOpenStack, instead("404 of Keystone", 404, `{"error": {"code": 404, "title": "Not Found", "message": "(http://keystone/v3): The resource could not be found."}}`)),
		of(isGoogle, instead("404 of a method", 404, google("NOT_FOUND", "Method not found."))),
		of(isGoogle, instead("404 of an organization", 404, google("NOT_FOUND", "organization acme not found"))),
		of(isGoogle, instead("404 of a developer", 404, google("NOT_FOUND", "developer dev@acme.test does not exist in organization acme"))),
		instead("404 of a proxy", 404, page),
		instead("408", 408, page),
		instead("409", 409, `{"error": {"code": 409, "message": "There was a conflict when trying to complete your request.", "status": "ABORTED"}}`),
		instead("429", 429, page),
		instead("429 with Retry-After", 429, page, "Retry-After", "17"),
		instead("500 before the work", 500, page),
		after("500 after the work", 500, page),
		of(creates, instead("502 before the work", 502, page)),
		of(creates, after("502 after the work", 502, page)),
		after("503 after the work", 503, page),
		of(creates, after("504 after the work", 504, page)),
		of(creates, after("524 after the work", 524, page)),
		of(creates, after("408 after the work", 408, page)),
		of(creates, after("400 after the work", 400, manila("badRequest", "The directory does not answer."))),
	}
}

func creates(r *Record) bool { return r.creates() }

// answerTroubles are answers that say that all is well, and are not what was asked for.
func answerTroubles() []Trouble {
	var all []Trouble
	for _, body := range []struct{ name, text string }{
		{"nothing", ""},
		{"{}", "{}"},
		{"null", "null"},
		{"[]", "[]"},
		{"a page", page},
		{"an empty list", `{"resource_locks": [], "app": []}`},
		{"a null object", `{"resource_lock": null, "integrationVersion": null}`},
	} {
		trouble := after("200 with "+body.name, 200, body.text)
		if body.text == "" || body.text == "[]" || strings.Contains(body.text, ": null") {
			trouble.For = creates
		}
		if strings.Contains(body.text, "[]") && body.text != "[]" {
			trouble.For = isNoList // for a list it is as good as any
		}
		all = append(all, trouble)
	}
	all = append(
		all,
		Trouble{Name: "200 with half of it", Answer: changed(func(b string) string { return b[:len(b)/2] })},
		Trouble{Name: "200 with another object", For: isNoList, Answer: anotherObject},
		of(isOpenStack, Trouble{Name: "times with a zone", Answer: changed(func(b string) string {
			return createdAt.ReplaceAllString(b, `"$1": "$2Z"`)
		})}),
		of(creates, Trouble{Name: "201", Answer: created}),
		of(takesOver, Trouble{Name: "200 with a bare version", Answer: changed(func(b string) string {
			return versionName.ReplaceAllString(b, `"name": ""`)
		})}),
	)
	return all
}

// created says by its status what the real answer says by its body.
func created(_ *World, _ *Record, given *httptest.ResponseRecorder) *httptest.ResponseRecorder {
	if given.Code == http.StatusOK {
		given.Code = http.StatusCreated
	}
	return given
}

// isNoList leaves out lists, of which nobody can say what should be in them.
func isNoList(r *Record) bool {
	isList := strings.Contains(r.Path, "/resource-locks?") || strings.Contains(r.Path, "/versions?")
	return r.Method != http.MethodGet || !isList
}

func takesOver(r *Record) bool { return r.takesOver() }

var (
	createdAt      = regexp.MustCompile(`"(created_at|updated_at)": ?"([^"Z]+)"`)
	versionName    = regexp.MustCompile(`"name": ?"[^"]*"`)
	someUUID       = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	objectName     = regexp.MustCompile(`"name": ?"[a-z]+"`)
	lockedResource = regexp.MustCompile(`"resource_id": ?"[^"]*"`)
	consumerKey    = regexp.MustCompile(`"consumerKey": ?"[^"]*"`)
)

// changed gives the real answer with another body, where the work succeeded.
func changed(how func(string) string) answer {
	return func(_ *World, _ *Record, given *httptest.ResponseRecorder) *httptest.ResponseRecorder {
		if given.Code/100 == 2 && given.Body != nil {
			given.Body = bytes.NewBufferString(how(given.Body.String()))
		}
		return given
	}
}

// anotherObject puts the names of another object in the place of those that were asked for. What has just been made has
// an id that nobody asked for: there it is another share that is locked.
func anotherObject(w *World, r *Record, given *httptest.ResponseRecorder) *httptest.ResponseRecorder {
	return changed(func(body string) string {
		if r.makesLock() {
			return lockedResource.ReplaceAllString(body, `"resource_id": "`+someID+`"`)
		}
		body = consumerKey.ReplaceAllString(body, `"consumerKey": "anotherKeyOfAnotherApp"`)
		body = objectName.ReplaceAllString(body, `"name": "another"`)
		if first := someUUID.FindString(body); first != "" {
			body = strings.ReplaceAll(body, first, someID)
		}
		return body
	})(w, r, given)
}

const someID = "00000000-1111-4222-8333-444444444444"

// endTroubles stop and kill the run.
func endTroubles() []Trouble {
	return []Trouble{
		{Name: "stop before", Moment: StopBefore},
		{Name: "stop midway", Moment: StopMidway},
		{Name: "stop midway, work late", Late: 1009 * time.Millisecond, Moment: StopMidway, Slow: 2003 * time.Millisecond},
		{Name: "stop midway, work after ten seconds", Moment: StopMidway, Late: time.Millisecond, Blind: true, Before: func(*World, *Record) {
			time.Sleep(13 * time.Second)
		}},
		{Name: "stop after the work", Moment: StopAfterWork},
		{Name: "stop after", Moment: StopAfter},
		{Name: "kill before", Moment: KillBefore},
		{Name: "kill midway", Moment: KillMidway},
		{Name: "kill after the work", Moment: KillAfterWork},
	}
}
