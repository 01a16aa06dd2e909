package mockserver

// The custom methods of a version take a request without fields, which may also be no body at all.

func (s *Server) takeoverEditLock(call *googleCall, name integrationName) (any, error) {
	version, err := s.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	if err := decodeProto(call.body, "", &emptyJSON{}); err != nil {
		return nil, err
	}
	draft, err := s.google.integrations.takeOver(version, call.caller)
	if err != nil {
		return nil, err
	}
	s.google.integrations.takeovers++
	s.google.integrations.created++
	return wrappedVersionJSON{s.google.integrations.json(draft)}, nil
}

func (s *Server) publishVersion(call *googleCall, name integrationName) (any, error) {
	version, err := s.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	if err := decodeProto(call.body, "", &publishJSON{}); err != nil {
		return nil, err
	}
	return emptyJSON{}, s.google.integrations.publish(version, call.caller)
}

func (s *Server) unpublishVersion(call *googleCall, name integrationName) (any, error) {
	version, err := s.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	if err := decodeProto(call.body, "", &emptyJSON{}); err != nil {
		return nil, err
	}
	return emptyJSON{}, s.google.integrations.unpublish(version)
}

func (s *Server) deleteVersion(call *googleCall, name integrationName) (any, error) {
	version, err := s.findVersion(call, name)
	if err != nil {
		return nil, err
	}
	if err := decodeProto(call.body, "", &emptyJSON{}); err != nil {
		return nil, err
	}
	return emptyJSON{}, s.google.integrations.archive(version, call.caller)
}

// validateVersion finds every version valid.
func (s *Server) validateVersion(call *googleCall, name integrationName) (any, error) {
	if _, err := s.findVersion(call, name); err != nil {
		return nil, err
	}
	return emptyJSON{}, decodeProto(call.body, "", &emptyJSON{})
}
