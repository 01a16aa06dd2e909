package apigee

import (
	"strings"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/client/appkeys"
)

// ownerKind is what differs between the apps of developers and those of app groups.
type ownerKind struct {
	in appkeys.Owners
	// attribute names the owner in a configuration.
	attribute string
	// typeName is in the names of resources, title in what is said of them, noun in sentences.
	typeName, title, noun string
	// form stands for the owner's name in an id that is to be written.
	form string
	// permission is what IAM's names for the permissions of apps start with.
	permission string
	// ownerDescription and appDescription are those of the attributes.
	ownerDescription, appDescription string
	// nameIs says what names the owner.
	nameIs string
	// problem says what is wrong with the owner's name; empty: nothing.
	problem func(name string) string
}

// developers own their apps, for which Apigee generates keys.
func developers() *ownerKind {
	return &ownerKind{
		in: appkeys.Developers, attribute: "developer_email", typeName: "developer_app", title: "Developer App",
		noun: "developer", form: "EMAIL", permission: "apigee.developerapps.", problem: developerEmailProblem,
		nameIs: "the developer's e-mail address",
		ownerDescription: "E-mail address of the developer whose app it is, in lower case (not the developer's UUID); also the id that " +
			"`google_apigee_developer` exports.",
		appDescription: "Name of the app (not its UUID); also the id that `google_apigee_developer_app` exports.",
	}
}

// appGroups own their apps in the place of a developer. Apigee generates no further keys for these.
func appGroups() *ownerKind {
	return &ownerKind{
		in: appkeys.AppGroups, attribute: "app_group", typeName: "app_group_app", title: "App Group App",
		noun: "app group", form: "GROUP", permission: "apigee.appgroupapps.", problem: groupNameProblem,
		nameIs:           "the app group's name",
		ownerDescription: "Name of the app group whose app it is; also the id that `google_apigee_app_group` exports.",
		appDescription: "Name of the app (not its UUID); also its id, " +
			"`organizations/{organization}/appgroups/{app_group}/apps/{app}`.",
	}
}

// kindOf is the kind of an owner.
func kindOf(in appkeys.Owners) *ownerKind {
	if in == appkeys.AppGroups {
		return appGroups()
	}
	return developers()
}

// generates says whether Apigee generates keys for an app of this kind.
func (k *ownerKind) generates() bool { return k.in == appkeys.Developers }

// of names an app of this kind.
func (k *ownerKind) of(organization, owner, app string) appkeys.AppName {
	return appkeys.Owner{Organization: organization, In: k.in, Name: owner}.App(app)
}

// permits are permissions for apps, in IAM's names.
func (k *ownerKind) permits(verbs ...string) string {
	return k.permission + strings.Join(verbs, " and "+k.permission)
}

// organizationDescription is the attribute's.
func (k *ownerKind) organizationDescription() string {
	return "Name of the Apigee organization, also as `organizations/NAME`. Default: taken from `app` or `" + k.attribute +
		"` if given as a full resource id; otherwise the provider's."
}

// idForm is the id of an app for a page.
func (k *ownerKind) idForm() string {
	return "organizations/{organization}/" + string(k.in) + "/{" + k.attribute + "}/apps/{app}"
}

// importForm is the id of an app for an error.
func (k *ownerKind) importForm() string {
	return "organizations/ORGANIZATION/" + string(k.in) + "/" + k.form + "/apps/APP"
}

// keyPermits are permissions for keys, in IAM's names.
const (
	permitReadKey   = "apigee.appkeys.get"
	permitCreateKey = "apigee.appkeys.create and apigee.appkeys.manage"
	permitManageKey = "apigee.appkeys.get and apigee.appkeys.manage"
	permitDeleteKey = "apigee.appkeys.delete"
)
