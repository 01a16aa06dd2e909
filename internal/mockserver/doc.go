// Package mockserver is a stateful, in-memory server of the APIs that the provider talks to. Real clients of these
// APIs work against it unchanged: tokens are checked and expire, ids are random, and what an API does oddly is done
// oddly here too, with the place in the real service named beside it.
//
// Everything listens on one address. Each API lives in files of its own and writes its own errors; the server gives
// all of them one mux, one mutex over the state, a clock, a journal of requests and faults to inject.
//
//	s := mockserver.New(mockserver.WithClock(clock))
//	if err := s.Start("127.0.0.1:0"); err != nil { … }
//	defer s.Close()
package mockserver
