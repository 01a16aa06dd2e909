package client

import (
	"context"
	"errors"
)

// Client reaches both clouds. Either may be missing. A nil Client is that of a provider that was not configured: it
// answers each request for a cloud with an error.
type Client struct {
	openstack half[*OpenStack]
	google    half[*Google]
}

// half is one cloud, or the reason why there is none.
type half[T any] struct {
	cloud  T
	reason error
}

// ErrUnknownConfiguration says that the configuration of a cloud depends on
// values that Terraform will know only when it applies.
var ErrUnknownConfiguration = errors.New("the provider's configuration is not known yet")

// errUnconfigured is for a Terraform that calls the provider out of turn.
var errUnconfigured = errors.New("the provider is not configured; this is a mistake of Terraform, please report it there")

// New makes a Client of nothing; the clouds are added to it.
func New() *Client {
	return &Client{
		openstack: half[*OpenStack]{reason: errors.New("no OpenStack cloud is configured")},
		google:    half[*Google]{reason: errors.New("Google is not configured")},
	}
}

// SetOpenStack adds the OpenStack half, or the reason why there is none.
func (c *Client) SetOpenStack(cloud *OpenStack, reason error) {
	c.openstack = half[*OpenStack]{cloud, reason}
}

// OpenStack is the OpenStack half. The error is ErrUnknownConfiguration where the
// half depends on values not known yet.
func (c *Client) OpenStack() (*OpenStack, error) {
	if c == nil {
		return nil, errUnconfigured
	}
	return c.openstack.cloud, c.openstack.reason
}

// SharedFileSystem is Manila in a region, the configured one if it is empty.
func (c *Client) SharedFileSystem(ctx context.Context, region string) (*SharedFileSystem, error) {
	cloud, err := c.OpenStack()
	if err != nil {
		return nil, err
	}
	return cloud.SharedFileSystem(ctx, region)
}

// SetGoogle adds the Google half, or the reason why there is none.
func (c *Client) SetGoogle(cloud *Google, reason error) {
	c.google = half[*Google]{cloud, reason}
}

// Google is the Google half. The error is ErrUnknownConfiguration where the half
// depends on values not known yet.
func (c *Client) Google() (*Google, error) {
	if c == nil {
		return nil, errUnconfigured
	}
	return c.google.cloud, c.google.reason
}

// Apigee is the Apigee API. It makes no request.
func (c *Client) Apigee(context.Context) (*Apigee, error) {
	cloud, err := c.Google()
	if err != nil {
		return nil, err
	}
	return cloud.apigee, nil
}

// Integrations is the Application Integration API. It makes no request.
func (c *Client) Integrations(context.Context) (*Integrations, error) {
	cloud, err := c.Google()
	if err != nil {
		return nil, err
	}
	return cloud.integrations, nil
}
