package simulation

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

func TestScratch(t *testing.T) {
	for _, op := range Operations() {
		if op.Name != os.Getenv("OP") {
			continue
		}
		turn, _ := strconv.Atoi(os.Getenv("TURN"))
		for _, tr := range Catalogue() {
			if tr.Name == os.Getenv("TROUBLE") {
				h := History{Operation: op, Settings: Settings{Seed: 1}, Troubles: map[int]Trouble{turn: tr}}
				fmt.Println(play(t, h).Tell(h))
			}
		}
	}
}
