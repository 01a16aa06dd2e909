package mockserver

import (
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/apigee"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/core"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/google"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/integrations"
	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver/openstack"
)

type (
	Fault              = core.Fault
	Match              = core.Match
	Request            = core.Request
	Clock              = core.Clock
	FakeClock          = core.FakeClock
	Lock               = openstack.Lock
	Fixture            = openstack.Fixture
	ApigeeKey          = apigee.Key
	ApigeeApp          = apigee.App
	ApigeeKeyProduct   = apigee.KeyProduct
	ApigeeAttribute    = apigee.Attribute
	ApigeeProduct      = apigee.Product
	ApigeeQuirks       = apigee.Quirks
	CredentialOrder    = apigee.CredentialOrder
	ActionAnswer       = apigee.ActionAnswer
	IntegrationQuirks  = integrations.Quirks
	IntegrationVersion = integrations.Version
)

const (
	OldestFirst             = apigee.OldestFirst
	NewestFirst             = apigee.NewestFirst
	Shuffled                = apigee.Shuffled
	AnswerNoContent         = apigee.AnswerNoContent
	AnswerEmpty             = apigee.AnswerEmpty
	AnswerEmptyObject       = apigee.AnswerEmptyObject
	OrdersIntegration       = integrations.OrdersIntegration
	ApigeeOrdersIntegration = integrations.ApigeeOrdersIntegration
)

var (
	NewFakeClock    = core.NewFakeClock
	GoogleErrorBody = google.ErrorBody
	KeyFingerprint  = apigee.KeyFingerprint
)

func WithMaxMicroversion(v string) Option { return WithOpenStack(openstack.WithMaxMicroversion(v)) }
func WithoutShareService() Option         { return WithOpenStack(openstack.WithoutShareService()) }
func WithShareServiceType(name string) Option {
	return WithOpenStack(openstack.WithShareServiceType(name))
}
func WithRegions(names ...string) Option { return WithOpenStack(openstack.WithRegions(names...)) }
func WithProjectIDInEndpoint() Option    { return WithOpenStack(openstack.WithProjectIDInEndpoint()) }
func WithMaxLimit(n int) Option          { return WithOpenStack(openstack.WithMaxLimit(n)) }
func WithHTMLEndpoint() Option           { return WithOpenStack(openstack.WithHTMLEndpoint()) }
