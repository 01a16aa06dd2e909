package mockserver

// googleAPIs is the state of Google's half.
type googleAPIs struct{}

// installGoogle adds the routes of Google's APIs and the seed.
func (s *Server) installGoogle() {}
