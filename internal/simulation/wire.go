package simulation

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

// wire carries the requests of one process to the world's servers, and the answers back.
type wire struct {
	process *process
}

// delivery is what the client gets.
type delivery struct {
	resp *http.Response
	err  error
}

// refused is what a client gets of a host that does not listen.
var errRefused = &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}

// RoundTrip implements http.RoundTripper. When the client leaves, what it has sent goes on.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	p := w.process
	who, _ := req.Context().Value(callerKey{}).(caller)
	if err := p.live(who); err != nil {
		return nil, err
	}
	if who.sent == nil {
		who.sent = new(atomic.Int32)
	}
	if err := p.travel(req.Context(), who); err != nil {
		return nil, err
	}
	body, err := bodyOf(req)
	if err != nil {
		return nil, err
	}
	record, trouble := p.world.arrive(who, req, body)
	if trouble.Moment == StopBefore {
		p.stop()
	}
	if trouble.Moment == KillBefore {
		p.kill()
	}
	if err := p.live(who); err != nil {
		return nil, err
	}
	if err := req.Context().Err(); err != nil {
		record.end("the client had left")
		return nil, err
	}
	if trouble.Refuse {
		record.end("refused the connection")
		return nil, errRefused
	}
	sent := req.Clone(context.WithoutCancel(req.Context()))
	sent.Body = io.NopCloser(bytes.NewReader(body))
	sent.RequestURI, sent.Host = req.URL.RequestURI(), req.URL.Host
	answers := make(chan delivery, 1)
	p.world.late.Add(1)
	go func() {
		defer p.world.late.Done()
		answers <- p.carry(sent, trouble, record)
	}()
	return p.receive(req, trouble, record, answers)
}

func bodyOf(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	return body, req.Body.Close()
}

var errDead = errors.New("the process is dead")

// live ends the goroutine of a process that was killed. That of an action is waited for by the framework: it finds no
// network any more, and nobody listens to what it says.
func (p *process) live(who caller) error {
	switch {
	case !p.dead.Load():
		return nil
	case who.call == "InvokeAction":
		return errDead
	}
	runtime.Goexit()
	return nil
}

// travel is the time that a request needs to the server.
func (p *process) travel(ctx context.Context, who caller) error {
	timer := time.NewTimer(p.world.delay(who))
	defer timer.Stop()
	select {
	case <-timer.C:
		return p.live(who)
	case <-ctx.Done():
		return errors.Join(p.live(who), ctx.Err())
	}
}

func (p *process) receive(
	req *http.Request, trouble Trouble, record *Record, answers chan delivery,
) (*http.Response, error) {
	select {
	case answer := <-answers:
		if err := p.live(record.Who); err != nil {
			return nil, err
		}
		if trouble.Moment == StopAfter {
			p.stop()
		}
		return answer.resp, answer.err
	case <-req.Context().Done():
		record.left()
		return nil, errors.Join(p.live(record.Who), req.Context().Err())
	case <-p.killed:
		return nil, p.live(record.Who)
	}
}

// aMoment is so long that everybody who can go on has done so.
const aMoment = 1013 * time.Microsecond

// carry is the way of a request to the server, the work, and the way of the answer back.
func (p *process) carry(req *http.Request, t Trouble, record *Record) delivery {
	time.Sleep(t.Late)
	switch t.Moment {
	case StopMidway:
		p.stop()
		time.Sleep(stopToWork)
	case KillMidway:
		p.kill()
		time.Sleep(stopToWork)
	}
	if t.CutBefore {
		record.end("cut before the work")
		return delivery{err: syscall.ECONNRESET}
	}
	if t.Before != nil {
		t.Before(p.world, record)
	}
	given := httptest.NewRecorder()
	if !t.Undone {
		p.world.serve(given, req, record)
	}
	if t.After != nil {
		t.After(p.world, record)
	}
	if t.Answer != nil {
		given = t.Answer(p.world, record, given)
	}
	switch t.Moment {
	case StopAfterWork:
		p.stop()
		time.Sleep(stopToWork)
	case KillAfterWork:
		p.kill()
		time.Sleep(aMoment)
	}
	time.Sleep(t.Slow)
	if t.CutAfter {
		record.end(fmt.Sprintf("cut after the work (%d)", given.Code))
		return delivery{err: syscall.ECONNRESET}
	}
	record.end(fmt.Sprint(given.Code))
	return delivery{resp: p.world.deliver(given, req)}
}

// stopToWork is how long a server still works on what a client that leaves has sent.
const stopToWork = 3109 * time.Millisecond

// serve has the mock server do the work.
func (w *World) serve(answer *httptest.ResponseRecorder, req *http.Request, record *Record) {
	w.clock.turn(record.Index)
	w.server.ServeHTTP(answer, req)
	record.worked = answer.Code
	w.watch(answer)
}

// deliver gives the recorded answer as it comes from the network: net/http would add the date.
func (w *World) deliver(recorded *httptest.ResponseRecorder, req *http.Request) *http.Response {
	resp := recorded.Result()
	if _, silent := recorded.Header()["Date"]; !silent {
		resp.Header.Set("Date", w.clock.Now().Format(http.TimeFormat))
	}
	if dates := resp.Header["Date"]; len(dates) == 0 {
		resp.Header.Del("Date")
	}
	resp.Request = req
	return resp
}

var credential = regexp.MustCompile(`"(?:consumerKey|consumerSecret|access_token|accessToken)": ?"([^"]+)"`)

// watch keeps the credentials of an answer, for they must not be told.
func (w *World) watch(answer *httptest.ResponseRecorder) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, found := range credential.FindAllStringSubmatch(answer.Body.String(), -1) {
		w.canaries[found[1]] = true
		w.words(fingerprint(found[1])) // so that keys are named in the order of the server's answers
	}
}

// address is a request's URL without its host.
func address(u *url.URL) string { return u.RequestURI() }
