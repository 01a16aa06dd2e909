package apigee

// What the pages of the resources for keys say.
const developerKeyDescription = "A key of an Apigee developer app: one more that Apigee generates, one that the provider makes, or one that is " +
	"brought in from another system. The app's attributes, callback URL, scopes and other keys stay as they are.\n\n" +
	"The state holds the consumer key and, unless `store_consumer_secret = false` or `consumer_secret_wo` is used, the consumer " +
	"secret: protect the state. Ids, identities, logs and errors name a key by its fingerprint.\n\n" +
	"Apigee's method to generate a key replaces the app's attributes, with `Notes` and `DisplayName`, and its callback URL by those of the " +
	"request. The provider reads them and sends them back, one key of an app after the other. What somebody else changes of them in the " +
	"moment between reading and sending is undone, and the API tells nobody. `generated_by = \"provider\"` neither reads nor writes them.\n\n" +
	"Where the answer to a generate is lost, a key that expires is found again by its lifetime, which is shorter than `expires_in` by " +
	"milliseconds that no other request has. Where that does not tell, as for a key that never expires, the apply fails, names the keys that " +
	"it may be, and takes none. With `generated_by = \"provider\"` a lost answer is always settled.\n\n" +
	"A key that was made and then could not be set up is tainted, with a `deletion_policy` of `delete`: the next apply deletes it and " +
	"makes another one."

const groupKeyDescription = "A key of an app of an Apigee app group: one that the provider makes with the machine's secure random " +
	"numbers, or one that is brought in from another system. Nothing of the app is read or written back: its attributes, callback URL, " +
	"scopes and other keys stay as they are. Apigee makes keys of such an app only together with the app itself.\n\n" +
	"The state holds the consumer key and, unless `store_consumer_secret = false` or `consumer_secret_wo` is used, the consumer " +
	"secret: protect the state. Ids, identities, logs and errors name a key by its fingerprint.\n\n" +
	"A lost answer is always settled: the provider asks for the key of that name. A key that was made and then could not be set up is " +
	"tainted, with a `deletion_policy` of `delete`: the next apply deletes it and makes another one.\n\n" +
	"Nobody documents whether Apigee removes the last attribute or scope of such a key. Where it does not, the apply says so and fails."

func (k *ownerKind) keyDescription() string {
	if k.generates() {
		return developerKeyDescription
	}
	return groupKeyDescription
}

// leftOut says what becomes of a key for which no name is given.
func (k *ownerKind) leftOut() string {
	if k.generates() {
		return "left out, Apigee generates one."
	}
	return "left out, the provider makes one."
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
