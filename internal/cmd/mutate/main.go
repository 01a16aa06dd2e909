// Command mutate takes each guard of internal/mutation out, one at a time, and fails if a test does not notice.
//
//	mutate [-root DIR] [-jobs N] [-timeout D] [WORD …]
//
// With words, it does so for the guards alone that have one of them in their text, their file or their test.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mutation"
)

func main() {
	root := flag.String("root", ".", "folder of the repository")
	jobs := flag.Int("jobs", max(1, runtime.NumCPU()/2), "how many tests run at once")
	timeout := flag.Duration("timeout", 2*time.Minute, "how long one test may take")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *root, *jobs, *timeout, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, root string, jobs int, timeout time.Duration, words []string) error {
	all, err := mutation.All()
	if err != nil {
		return err
	}
	if root, err = filepath.Abs(root); err != nil {
		return err
	}
	chosen := slices.DeleteFunc(all, func(m mutation.Mutation) bool { return !isMeant(m, words) })
	if len(chosen) == 0 {
		return fmt.Errorf("no guard has any of the words %q", words)
	}
	runner := mutation.Runner{Root: root, Timeout: timeout.String()}
	start := time.Now()
	bad := 0
	for result := range results(ctx, runner, chosen, jobs) {
		if result.err != nil {
			bad++
		}
		fmt.Println(result)
	}
	fmt.Printf("%d mutations in %s, %d not killed\n", len(chosen), time.Since(start).Round(time.Second), bad)
	if bad > 0 || ctx.Err() != nil {
		return fmt.Errorf("%d of %d mutations were not killed", bad, len(chosen))
	}
	return nil
}

func isMeant(m mutation.Mutation, words []string) bool {
	text := strings.Join([]string{m.Guard, m.File, m.Package, m.Run}, " ")
	return len(words) == 0 || slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// result is what came of one mutation: an error, or the test noticed it.
type result struct {
	mutation.Mutation
	err  error
	took time.Duration
}

func (r result) String() string {
	if r.err != nil {
		return fmt.Sprintf("NOT KILLED %s (%s): %v", r.Guard, r.File, r.err)
	}
	return fmt.Sprintf("killed     %s (%s, %s)", r.Guard, r.Run, r.took.Round(100*time.Millisecond))
}

// results tries the mutations, several at once. The channel is closed after the last.
func results(ctx context.Context, runner mutation.Runner, all []mutation.Mutation, jobs int) <-chan result {
	todo, done := make(chan mutation.Mutation), make(chan result)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for m := range todo {
				start := time.Now()
				err := runner.Green(ctx, m)
				if err == nil {
					err = runner.Kill(ctx, m)
				}
				done <- result{m, err, time.Since(start)}
			}
		})
	}
	go func() {
		for _, m := range all {
			todo <- m
		}
		close(todo)
		workers.Wait()
		close(done)
	}()
	return done
}
