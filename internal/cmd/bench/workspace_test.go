package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// A state of one object becomes one of many, which are on the server and have ids of their own.
func TestMultiplyState(t *testing.T) {
	t.Parallel()
	const one = `{"version": 4, "resources": [{"instances": [
		{"index_key": 0, "attributes": {"id": "first", "region": "RegionOne"},
			"identity": {"id": "first", "region": "RegionOne"}}
	]}]}`
	b := &bench{dir: t.TempDir()}
	w, err := b.open(t.TempDir(), kinds[1], 3)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.server.Close)
	if err := os.WriteFile(w.stateFile(), []byte(one), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := w.multiplyState(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(w.stateFile())
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Instances []struct {
				Key                  int `json:"index_key"`
				Attributes, Identity struct{ ID, Region string }
			}
		}
	}
	if err := json.Unmarshal(content, &state); err != nil {
		t.Fatal(err)
	}
	instances := state.Resources[0].Instances
	if len(instances) != 3 || instances[0].Attributes.ID != "first" {
		t.Fatalf("the state has %+v", instances)
	}
	for i, instance := range instances[1:] {
		id := instance.Attributes.ID
		if _, ok := w.server.Region(region).Lock(id); !ok || instance.Key != i+1 {
			t.Errorf("lock %q of instance %d is not on the server", id, instance.Key)
		}
		if instance.Identity.ID != id || instance.Identity.Region != region {
			t.Errorf("lock %q has the identity %+v", id, instance.Identity)
		}
	}
}

func TestWants(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"":            "create plan destroy time locks own_keys generated_keys",
		"plan":        "plan time locks own_keys generated_keys",
		"locks":       "create plan destroy locks",
		"plan,locks":  "plan locks",
		"create,plan": "create plan time locks own_keys generated_keys",
	}
	for only, want := range tests {
		set := settings{only: split(only)}
		var got []string
		for _, group := range [][]string{operations, kindNames()} {
			for _, name := range group {
				if set.wants(name, group) {
					got = append(got, name)
				}
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("-only %q measures %q, wanted %q", only, got, want)
		}
	}
}

// What several processes of a provider used is added up.
func TestAddUsage(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/usage.json"
	for _, used := range []usage{{CPU: 2, Memory: 7}, {CPU: 3, Memory: 5}} {
		if err := addUsage(file, used); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := readUsage(file); err != nil || got != (usage{CPU: 5, Memory: 7}) {
		t.Errorf("got %+v, error %v", got, err)
	}
}
