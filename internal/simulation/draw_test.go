package simulation

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// texts are what people write, what they write by mistake, and what nobody writes. Terraform has all text in NFC.
func texts() *rapid.Generator[any] {
	special := []string{
		"", " ", "a", "A\nB\r\n\tC", "\x00", "\x1f\x7f", "\u200b\u202e", "\u00e9\u0301", "🔒", "\U0010ffff",
		"null", "{}", "[]", `"`, `\`, "%", "%s%d", "%2F", "${x}", "../..", "..", ".", "a/b", "<b>&amp;", "'; DROP TABLE x; --",
		strings.Repeat("ä", 1023), strings.Repeat("ä", 1024), strings.Repeat("x", 10_000),
		"0", "-1", "1e400", "true", "9223372036854775808", "NaN", "2160h", "0s", "-1h", "2562047h47m16s",
	}
	return rapid.Custom(func(t *rapid.T) any {
		text := rapid.OneOf(rapid.SampledFrom(special), rapid.String(), rapid.StringN(0, 40, -1)).Draw(t, "text")
		return norm.NFC.String(text)
	})
}

// numbers are whole: what else is given for a whole number the framework refuses in its own words.
func numbers() *rapid.Generator[any] {
	limits := []any{0, 1, -1, int64(1) << 53, int64(math.MaxInt64), int64(math.MinInt64), nil}
	return rapid.OneOf(rapid.SampledFrom(limits), rapid.Map(rapid.Int64(), func(n int64) any { return n }))
}

func one(choices ...any) *rapid.Generator[any] { return rapid.SampledFrom(choices) }

// choice is what an attribute may be: what is usual, and what is odd and may be refused.
type choice struct{ usual, odd *rapid.Generator[any] }

func mostly(usual, odd *rapid.Generator[any]) choice { return choice{usual, odd} }

func always(usual *rapid.Generator[any]) choice { return choice{usual, usual} }

// resolved is a value that only a world knows.
type resolved func(*World) any

// resolve puts the values of a world into a drawn configuration.
func resolve(w *World, given Values) Values {
	config := Values{}
	for name, v := range given {
		if late, ok := v.(resolved); ok {
			v = late(w)
		}
		config[name] = v
	}
	return config
}

// sense says of the attributes of a resource what makes sense for them in a world. What is not here is drawn by its
// type alone.
var sense = map[string]map[string]choice{
	"custody_resource_lock": {
		"resource_id": mostly(one(
			resolved(func(w *World) any { return w.share("share-1") }),
			resolved(func(w *World) any { return w.share("share-2") }),
			resolved(func(w *World) any { return strings.ToUpper(w.share("share-1")) }),
		), rapid.OneOf(texts(), one(resolved(func(w *World) any { return w.rule() })))),
		"resource_type":   mostly(one(nil, "share"), rapid.OneOf(texts(), one("access_rule"))),
		"resource_action": mostly(one(nil, "delete", "show"), texts()),
		"lock_reason":     always(rapid.OneOf(one(nil), texts())),
		"region":          mostly(one(nil, region, otherRegion), one("")),
	},
	keyType:         merged(appAttributes(), keyChoices()),
	groupKeyType:    merged(groupAttributes(), keyChoices()),
	statusType:      merged(appAttributes(), map[string]choice{"status": mostly(one("approved", "revoked"), texts())}),
	groupStatusType: merged(groupAttributes(), map[string]choice{"status": mostly(one("approved", "revoked"), texts())}),
	takeoverType: {
		"integration": mostly(one(
			nil, integration, strings.Replace(integration, "/shop/", "/"+projectNumber+"/", 1),
		), texts()),
		"integration_version":  mostly(one(nil, nil, resolved(func(w *World) any { return w.firstDraft })), texts()),
		"expected_lock_holder": mostly(one(nil, nil, colleague), texts()),
	},
}

const (
	statusType      = "custody_developer_app_status"
	groupStatusType = "custody_app_group_app_status"
)

func keyChoices() map[string]choice {
	return map[string]choice{
		"api_products": mostly(products(), rapid.Map(texts(), func(v any) any {
			return Values{fmt.Sprint(v, "/"): Values{}}
		})),
		"scopes":               always(one(nil, nil, []string{}, []string{"READ"}, []string{"READ", "WRITE"})),
		"status":               mostly(one(nil, "approved", "revoked"), texts()),
		"generated_by":         mostly(one(nil, "apigee", "provider"), texts()),
		"expires_in":           mostly(one(nil, nil, "1s", "90m", "1.5h", "2160h", "87600h"), texts()),
		"rotate_before_expiry": mostly(one(nil, nil, nil, "1s", "24h"), texts()),
		"deletion_policy":      mostly(one(nil, "delete", "revoke", "abandon"), texts()),
		"consumer_key":         mostly(one(nil, nil, ownKey), texts()),
		"consumer_secret":      mostly(one(nil, nil, ownSecret), texts()),
		"consumer_secret_wo":   mostly(one(nil, nil, nil, ownSecret), texts()),
	}
}

func groupAttributes() map[string]choice {
	id := "organizations/" + organization
	return map[string]choice{
		"organization": mostly(one(nil, organization, id), texts()),
		"app_group":    mostly(one(appGroup, appGroup, id+"/appgroups/"+appGroup), texts()),
		"app":          mostly(one(groupAppName, groupAppName, id+"/appgroups/"+appGroup+"/apps/"+groupAppName), texts()),
	}
}

func appAttributes() map[string]choice {
	id := "organizations/" + organization
	return map[string]choice{
		"organization":    mostly(one(nil, organization, id), texts()),
		"developer_email": mostly(one(developer, developer, id+"/developers/"+developer), texts()),
		"app":             mostly(one(appName, appName, id+"/developers/"+developer+"/apps/"+appName), texts()),
	}
}

func merged(all ...map[string]choice) map[string]choice {
	out := map[string]choice{}
	for _, one := range all {
		maps.Copy(out, one)
	}
	return out
}

// products are those of the organization, with a status or without.
func products() *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		chosen := Values{}
		for _, name := range []string{"weather", "maps", "billing"} {
			if rapid.Bool().Draw(t, name) {
				chosen[name] = Values{"status": one(nil, nil, "approved", "revoked").Draw(t, name+"'s status")}
			}
		}
		if len(chosen) == 0 && rapid.Bool().Draw(t, "no map") {
			return nil
		}
		return chosen
	})
}

// config draws a configuration from the schema of a resource, with at most one attribute that is odd.
func config(t *rapid.T, resource string) Values {
	given, all := Values{}, attributesOf(resource)
	odd := rapid.IntRange(-2*len(all), len(all)-1).Draw(t, "odd")
	for i, a := range all {
		draw(t, resource, a, i == odd, given)
	}
	return fitting(resource, given)
}

// redraw draws some of the attributes of a configuration once more.
func redraw(t *rapid.T, resource string, from Values) Values {
	given, all := maps.Clone(from), attributesOf(resource)
	odd := rapid.IntRange(-4*len(all), len(all)-1).Draw(t, "odd then")
	for i, a := range all {
		if rapid.IntRange(0, 3).Draw(t, "change "+a.Name) == 0 {
			draw(t, resource, a, i == odd, given)
		}
	}
	return fitting(resource, given)
}

func draw(t *rapid.T, resource string, a *tfprotov6.SchemaAttribute, odd bool, given Values) {
	known, ok := sense[resource][a.Name]
	if !ok {
		known = always(rapid.OneOf(one(nil), ofType(a.ValueType())))
	}
	from := known.usual
	if odd {
		from = known.odd
	}
	delete(given, a.Name)
	if v := from.Draw(t, a.Name); v != nil {
		given[a.Name] = v
	}
}

// fitting leaves out what does not go together with the rest, for most of that is refused for one reason only.
func fitting(resource string, given Values) Values {
	drop := func(names ...string) {
		for _, name := range names {
			delete(given, name)
		}
	}
	switch {
	case resource == "custody_resource_lock" && given["resource_type"] != "access_rule":
		drop("resource_action")
	case resource == takeoverType && given["integration"] != nil:
		drop("integration_version")
	case !isKey(resource):
		return given
	}
	switch {
	case given["consumer_key"] == nil:
		drop("consumer_secret", "consumer_secret_wo", "consumer_secret_wo_version")
	case given["consumer_secret"] != nil:
		drop("consumer_secret_wo", "consumer_secret_wo_version", "generated_by", "store_consumer_secret")
	case given["consumer_secret_wo"] != nil:
		drop("generated_by")
	default:
		given["consumer_secret"] = ownSecret
		drop("consumer_secret_wo_version", "generated_by", "store_consumer_secret")
	}
	if given["consumer_key"] != nil {
		drop("store_consumer_key")
	}
	if given["expires_in"] == nil {
		drop("rotate_before_expiry")
	}
	return given
}

// attributesOf are those that a configuration may have, by name.
func attributesOf(resource string) []*tfprotov6.SchemaAttribute {
	all := slices.DeleteFunc(slices.Clone(schemas().ResourceSchemas[resource].Block.Attributes),
		func(a *tfprotov6.SchemaAttribute) bool { return !a.Optional && !a.Required })
	slices.SortFunc(all, func(a, b *tfprotov6.SchemaAttribute) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// ofType draws any value of a type.
func ofType(valueType tftypes.Type) *rapid.Generator[any] {
	switch valueType := valueType.(type) {
	case tftypes.Map:
		return rapid.Map(rapid.MapOfN(texts(), ofType(valueType.ElementType), 0, 4), func(found map[any]any) any {
			values := Values{}
			for name, v := range found {
				values[fmt.Sprint(name)] = v
			}
			return values
		})
	case tftypes.Set:
		return rapid.Map(rapid.SliceOfNDistinct(texts(), 0, 4, rapid.ID), func(found []any) any {
			list := []string{}
			for _, v := range found {
				list = append(list, fmt.Sprint(v))
			}
			return list
		})
	}
	switch {
	case valueType.Is(tftypes.Bool):
		return one(nil, true, false)
	case valueType.Is(tftypes.Number):
		return numbers()
	case valueType.Is(tftypes.String):
		return texts()
	}
	panic(fmt.Sprintf("simulation: no values of %s are drawn", valueType))
}
