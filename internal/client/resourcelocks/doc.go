// Package resourcelocks calls the resource locks of OpenStack Manila, the shared
// file system service: API version 2.81 and later (Manila 17.0.0, OpenStack
// 2023.2).
//
// API reference: https://docs.openstack.org/api-ref/shared-file-system/#resource-locks-since-api-v2-81
package resourcelocks
