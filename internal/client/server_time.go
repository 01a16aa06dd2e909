package client

import (
	"net/http"
	"sync/atomic"
	"time"
)

// serverTime is the time by which a server judges what has expired, as its answers tell it in their Date header. Until
// the first answer it is the machine's.
type serverTime struct {
	now    func() time.Time
	offset atomic.Int64 // nanoseconds from the machine's time to the server's
}

// dateResolution is how far apart the machine's and the server's time may seem to be while they are the same: the
// header has whole seconds, and an answer takes a while to arrive.
const dateResolution = 2 * time.Second

// observe takes note of the time of an answer.
func (s *serverTime) observe(header http.Header) {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return
	}
	offset := date.Sub(s.now())
	if offset.Abs() <= dateResolution {
		offset = 0
	}
	s.offset.Store(int64(offset))
}

// Now is the server's time.
func (s *serverTime) Now() time.Time { return s.now().Add(time.Duration(s.offset.Load())) }
