// Command bench measures the provider under the Terraform or OpenTofu on PATH, against a mock server in this process,
// beside hashicorp/time in the same run. It prints what each operation on N objects sent and took. Run it in the root
// of the repository:
//
//	go run ./internal/cmd/bench -n 1,100,1000 -latency 50ms -parallelism 10
//	go run ./internal/cmd/bench -n 10000 -only plan,locks,time
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/cmd/cli"
)

func main() {
	if isProvider(os.Args[0]) {
		os.Exit(runProvider())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// settings are what the flags say.
type settings struct {
	counts      []int
	latency     time.Duration
	parallelism int
	only        []string
	timeVersion string
	env         []string
}

func parseFlags() (settings, error) {
	s := settings{}
	counts := flag.String("n", "1,100,1000", "numbers of objects")
	flag.DurationVar(&s.latency, "latency", 50*time.Millisecond, "what the mock server waits before each answer")
	flag.IntVar(&s.parallelism, "parallelism", 10, "Terraform's -parallelism")
	only := flag.String("only", "", "measure these alone, of "+strings.Join(slices.Concat(operations, kindNames()), ", ")+
		"; without plan, create and destroy all three, without a kind of object all kinds")
	flag.StringVar(&s.timeVersion, "time", "latest", "version of hashicorp/time to compare with")
	env := flag.String("env", "", "variables for the providers, as NAME=VALUE,NAME=VALUE")
	flag.Parse()
	s.only, s.env = split(*only), split(*env)
	for _, text := range split(*counts) {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return s, fmt.Errorf("-n: %q is no number from 1 on", text)
		}
		s.counts = append(s.counts, n)
	}
	for _, name := range s.only {
		if !slices.Contains(operations, name) && !slices.Contains(kindNames(), name) {
			return s, fmt.Errorf("-only: there is no %q", name)
		}
	}
	return s, nil
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}

// wants says whether a name of a group, such as that of the operations, is to be measured.
func (s settings) wants(name string, group []string) bool {
	inGroup := func(wanted string) bool { return slices.Contains(group, wanted) }
	return slices.Contains(s.only, name) || !slices.ContainsFunc(s.only, inGroup)
}

func run(ctx context.Context) error {
	set, err := parseFlags()
	if err != nil {
		return err
	}
	b := bench{settings: set}
	if b.cli, err = cli.Find(); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp("", "custody-bench-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.dir) }()
	if err := b.build(ctx); err != nil {
		return err
	}
	if err := b.startUp(ctx); err != nil {
		return err
	}
	fmt.Println(header)
	for _, n := range set.counts {
		if err := b.measureCount(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// measureCount measures all kinds of objects, hashicorp/time's first, since the others are compared with it.
func (b *bench) measureCount(ctx context.Context, n int) error {
	base := map[string]result{}
	for _, k := range kinds {
		if !b.wants(k.name, kindNames()) {
			continue
		}
		w, err := b.open(filepath.Join(b.dir, fmt.Sprint(k.name, n)), k, n)
		if err != nil {
			return err
		}
		err = w.measure(ctx, func(operation string, r result) {
			if k.name == "time" {
				base[operation] = r
			}
			fmt.Println(row(n, k.name, operation, r, base[operation]))
		})
		w.server.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
