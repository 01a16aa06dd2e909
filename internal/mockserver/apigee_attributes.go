package mockserver

// installApigeeAttributes adds the methods for the attributes of an app.
func (s *Server) installApigeeAttributes() {
	const list, one = apigeeAppPath + "/attributes", apigeeAppPath + "/attributes/{attribute}"
	s.apigee("GET "+list, "apigee.appattributes.list", s.listAttributes)
	s.apigee("POST "+list, "apigee.appattributes.update", s.replaceAttributes)
	s.apigee("GET "+one, "apigee.appattributes.get", s.getAttribute)
	s.apigee("POST "+one, "apigee.appattributes.update", s.updateAttribute)
	s.apigee("DELETE "+one, "apigee.appattributes.delete", s.deleteAttribute)
}

func (s *Server) listAttributes(call *googleCall) (any, error) {
	app, err := s.findApp(call)
	if err != nil {
		return nil, err
	}
	return attributesJSON{attributesToJSON(app.Attributes)}, nil
}

// replaceAttributes is POST on the list: what is not in the request is gone.
func (s *Server) replaceAttributes(call *googleCall) (any, error) {
	app, err := s.findApp(call)
	if err != nil {
		return nil, err
	}
	var in attributesJSON
	if err := decodeProto(call.body, "attributes", &in); err != nil {
		return nil, err
	}
	app.Attributes, app.LastModifiedAt = attributesFromJSON(in.Attribute), s.now()
	return in, nil
}

func (s *Server) getAttribute(call *googleCall) (any, error) {
	app, err := s.findApp(call)
	if err != nil {
		return nil, err
	}
	attribute, err := app.attribute(call.PathValue("attribute"))
	if err != nil {
		return nil, err
	}
	return attributeJSON(*attribute), nil
}

func (s *Server) updateAttribute(call *googleCall) (any, error) {
	app, err := s.findApp(call)
	if err != nil {
		return nil, err
	}
	var in attributeJSON
	if err := decodeProto(call.body, "attribute", &in); err != nil {
		return nil, err
	}
	in.Name = call.PathValue("attribute")
	app.setAttribute(in.Name, in.Value)
	app.LastModifiedAt = s.now()
	return in, nil
}

func (s *Server) deleteAttribute(call *googleCall) (any, error) {
	app, err := s.findApp(call)
	if err != nil {
		return nil, err
	}
	attribute, err := app.attribute(call.PathValue("attribute"))
	if err != nil {
		return nil, err
	}
	gone := attributeJSON(*attribute)
	app.removeAttribute(gone.Name)
	app.LastModifiedAt = s.now()
	return gone, nil
}
