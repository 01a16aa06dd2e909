package client

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestSeeThrough(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		ctx, stop := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
		through, end := SeeThrough(ctx)
		defer end()
		if through.Value(key{}) != "value" {
			t.Error("the values are lost")
		}
		<-time.After(time.Hour)
		stop()
		<-time.After(9 * time.Second)
		if through.Err() != nil {
			t.Error("ended with the run")
		}
		<-time.After(2 * time.Second)
		if through.Err() == nil {
			t.Error("goes on after the run's end")
		}
	})
}
