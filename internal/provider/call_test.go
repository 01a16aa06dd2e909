package provider

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"weak"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

type testKey struct{}

// A call has the values of the protocol's context, and what the framework keeps of it holds none of them.
func TestCallLetsGoOfItsValues(t *testing.T) {
	t.Parallel()
	heavy := make([]byte, 1<<20)
	held := weak.Make(&heavy[0])
	kept, cancel := serveAndKeep(t, heavy)
	defer cancel()
	if value := kept.Value(testKey{}); value != nil {
		t.Error("the call has its values after its end")
	}
	if !errors.Is(kept.Err(), context.Canceled) {
		t.Errorf("the call goes on after its end: %v", kept.Err())
	}
	heavy = nil
	runtime.GC()
	if held.Value() != nil {
		t.Error("the values of the call are kept after its end")
	}
	runtime.KeepAlive(kept)
}

// serveAndKeep keeps a context of a call as the framework does.
func serveAndKeep(t *testing.T, heavy []byte) (kept context.Context, cancel context.CancelFunc) {
	t.Helper()
	ctx := context.WithValue(context.Background(), testKey{}, heavy)
	_, err := within(ctx, "", func(c context.Context, _ string) (string, error) {
		kept, cancel = context.WithCancel(c)
		if kept.Value(testKey{}) == nil {
			t.Error("the call lacks the values of the protocol's context")
		}
		return "", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return kept, cancel
}

// What goes on after a call is logged where somebody reads the log.
func TestCallKeepsTheLog(t *testing.T) {
	t.Parallel()
	var after context.Context
	ctx := context.WithValue(tflogtest.RootLogger(t.Context(), t.Output()), testKey{}, true)
	_, err := within(ctx, "", func(c context.Context, _ string) (string, error) {
		after = context.WithoutCancel(c)
		return "", nil
	})
	if err != nil || after.Value(testKey{}) == nil {
		t.Errorf("the call has lost its values, error %v", err)
	}
}

func TestCallEndsWithTheProtocolsContext(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancelCause(context.Background())
	reason := errors.New("told to stop")
	_, err := within(ctx, "", func(c context.Context, _ string) (string, error) {
		stop(reason)
		<-c.Done()
		return "", context.Cause(c)
	})
	if !errors.Is(err, reason) {
		t.Errorf("got %v", err)
	}
}
