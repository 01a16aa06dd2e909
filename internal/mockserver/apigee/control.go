package apigee

func (a *Apigee) installMoves() {}
