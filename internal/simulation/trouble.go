package simulation

import (
	"net/http/httptest"
	"time"
)

// Moment is when a process is stopped (Ctrl-C) or killed, counted from a request.
type Moment int

// The moments. Midway is while the request is on its way: the work is done a while later. AfterWork is while the answer
// is on its way back.
const (
	Never Moment = iota
	StopBefore
	StopMidway
	StopAfterWork
	StopAfter
	KillBefore
	KillMidway
	KillAfterWork
)

// kills says whether the process ends at once.
func (m Moment) kills() bool { return m >= KillBefore }

// answer makes an answer of the one that the server gave.
type answer func(w *World, r *Record, given *httptest.ResponseRecorder) *httptest.ResponseRecorder

// Trouble is what happens to one request. The zero Trouble is none.
type Trouble struct {
	// Name is unique in the catalogue.
	Name string
	// Refuse has the host not listen: the request is never sent.
	Refuse bool
	// Late passes before the work, Slow after it. The client may leave meanwhile; the work is done all the same.
	Late, Slow time.Duration
	// CutBefore breaks the connection before the work, CutAfter after it.
	CutBefore, CutAfter bool
	// Undone leaves the work undone, where Answer answers in its place.
	Undone bool
	// Answer is given in the place of the real one.
	Answer answer
	// Before and After are what somebody else does just before and just after the work.
	Before, After func(*World, *Record)
	// Moment is when the process is stopped or killed.
	Moment Moment
	// For says which requests the trouble makes sense for; nil: all.
	For func(*Record) bool
	// Blind says that nobody could tell afterwards whether the work was done, so that the provider may say that it
	// does not know.
	Blind bool
	// Lasting says that the world is another one afterwards, so that the apply may go on to fail, if it says why.
	Lasting bool
	// Foreign says that somebody else acts.
	Foreign bool
}

// fits says that the trouble makes sense for a request.
func (t Trouble) fits(r *Record) bool { return t.For == nil || t.For(r) }

// none says that nothing was troubled.
func (t Trouble) none() bool { return t.Name == "" }
