package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// message is one line of what Terraform says with -json.
type message struct {
	Text       string `json:"@message"`
	Type       string `json:"type"`
	Diagnostic struct {
		Detail string `json:"detail"`
	} `json:"diagnostic"`
}

// shownTypes are the types of messages that tell what a run does: what it plans, what it has done, and how much of it.
var shownTypes = []string{"planned_change", "apply_complete", "change_summary"}

// show writes what matters of Terraform's messages, indented. What is no message is written as it is. A warning of the
// plan, which an apply repeats, is written once.
func show(output io.Writer, messages []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(messages))
	lines.Buffer(nil, 1<<20)
	written := map[string]bool{}
	for lines.Scan() {
		var m message
		switch {
		case json.Unmarshal(lines.Bytes(), &m) != nil:
			_, _ = fmt.Fprintln(output, " ", lines.Text())
		case m.Type == "diagnostic":
			text := m.Text + "\n" + m.Diagnostic.Detail
			if !written[text] {
				_, _ = fmt.Fprintln(output, " ", strings.ReplaceAll(text, "\n", "\n    "))
			}
			written[text] = true
		case slices.Contains(shownTypes, m.Type):
			_, _ = fmt.Fprintln(output, " ", m.Text)
		}
	}
	return lines.Err()
}
