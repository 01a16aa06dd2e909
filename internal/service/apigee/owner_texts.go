package apigee

// What the pages of the resources for keys say.
const developerKeyDescription = "A key of an Apigee developer app. Apigee generates it, the provider generates it, or you import a key of " +
	"another system. The app's attributes, callback URL, scopes and other keys do not change.\n\n" +
	"The state contains the consumer key, which is a credential by itself, and the consumer secret. To keep both out of state and plan, set " +
	"`store_consumer_key = false`. To keep out only the secret, set `store_consumer_secret = false` or use `consumer_secret_wo`. Ids, " +
	"identities, logs and errors contain only the fingerprint of a key.\n\n" +
	"To generate a key, Apigee's API replaces the app's attributes (including `Notes` and `DisplayName`) and its callback URL with those of " +
	"the request. The provider reads them and sends them back unchanged, and creates one key of an app at a time. If somebody else changes " +
	"them between the read and the request, that change is lost without an error. `generated_by = \"provider\"` neither reads nor writes " +
	"them.\n\n" +
	"If the response to a creation is lost, the provider finds a key that expires by its lifetime, which differs from `expires_in` by " +
	"milliseconds that are unique to each request. If it cannot tell, as for a key that never expires, the apply fails and names the keys " +
	"that appeared. With `generated_by = \"provider\"` the provider always finds its key.\n\n" +
	"If a key was created but could not be configured completely, it is tainted, with the `deletion_policy` `delete`. The next apply deletes " +
	"it and creates another one."

const groupKeyDescription = "A key of an app of an Apigee app group. The provider generates it with secure random numbers, or you " +
	"import a key of another system. The provider neither reads nor writes the app: its attributes, callback URL, scopes and other keys do " +
	"not change. Apigee itself generates a key only when it creates such an app.\n\n" +
	"The state contains the consumer key, which is a credential by itself, and the consumer secret. To keep both out of state and plan, set " +
	"`store_consumer_key = false`. To keep out only the secret, set `store_consumer_secret = false` or use `consumer_secret_wo`. Ids, " +
	"identities, logs and errors contain only the fingerprint of a key.\n\n" +
	"If a response is lost, the provider asks for the key by its name. If a key was created but could not be configured completely, it is " +
	"tainted, with the `deletion_policy` `delete`. The next apply deletes it and creates another one.\n\n" +
	"It is not documented whether Apigee removes the last attribute or scope of such a key. If it does not, the apply fails and says so."

func (k *ownerKind) keyDescription() string {
	if k.generates() {
		return developerKeyDescription
	}
	return groupKeyDescription
}

// leftOut says what becomes of a key for which no name is given.
func (k *ownerKind) leftOut() string {
	if k.generates() {
		return "if omitted, Apigee generates one."
	}
	return "if omitted, the provider generates one."
}

// onExpiry says how exact an expiry is.
func (k *ownerKind) onExpiry() string {
	if k.generates() {
		return "A key that Apigee generates expires up to one second earlier. "
	}
	return ""
}

// identityDescription is that of the owner in an identity.
func (k *ownerKind) identityDescription() string {
	if k.in == "developers" {
		return "E-mail address of the developer."
	}
	return "Name of the app group."
}
