// Package mockserver is a stateful, in-memory server of the APIs that the provider talks to. Real clients of these
// APIs work against it unchanged: tokens are checked and expire, ids are random, and the quirks of each API are
// copied, with their place in the real service named beside them.
//
// Everything listens on one address. This package composes: core takes the requests, and each API has a package of its
// own on top of it. Keystone and Manila are in openstack, the accounts and the front end of Google's APIs in google, on
// which apigee and integrations stand.
//
//	s := mockserver.New(mockserver.WithClock(clock))
//	if err := s.Start("127.0.0.1:0"); err != nil { … }
//	defer s.Close()
package mockserver
