package main

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/terraform-provider-custody/terraform-provider-custody/internal/mockserver"
)

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	badSeed := filepath.Join(t.TempDir(), "seed.json")
	if err := os.WriteFile(badSeed, []byte(`{"openstacks": {}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"all interfaces":       {[]string{"-listen", ":0"}, exitUsage, "loopback"},
		"any address":          {[]string{"-listen", "0.0.0.0:0"}, exitUsage, "loopback"},
		"host name":            {[]string{"-listen", "example.org:80"}, exitUsage, "loopback"},
		"no port":              {[]string{"-listen", "127.0.0.1"}, exitUsage, "port"},
		"unknown flag":         {[]string{"-none"}, exitUsage, "-none"},
		"help":                 {[]string{"-h"}, exitOK, "-listen"},
		"no such seed":         {[]string{"-seed", "/does/not/exist"}, exitUsage, "/does/not/exist"},
		"seed with a mistake":  {[]string{"-seed", badSeed}, exitUsage, badSeed + `: line 1, column 14: openstacks: unknown name; expected one of`},
		"no such program":      {[]string{"--", "/does/not/exist"}, exitFailure, "/does/not/exist"},
		"directory in the way": {[]string{"-dir", "/dev/null/x", "--", "true"}, exitFailure, "/dev/null"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			if code := run(t.Context(), tt.args, program{out: &out, err: &errs}); code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			if !strings.Contains(errs.String(), tt.says) {
				t.Errorf("says %q, want %q in it", errs.String(), tt.says)
			}
		})
	}
}

func TestRunCommand(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tests := map[string]struct {
		args []string
		code int
		out  string
	}{
		"exit code":         {[]string{"--", "sh", "-c", "exit 7"}, 7, ""},
		"variables":         {[]string{"-dir", dir, "--", "sh", "-c", `echo $OS_CLOUD $OS_CLIENT_CONFIG_FILE $KEPT`}, 0, "alice " + dir + "/clouds.yaml yes\n"},
		"other OS_ is gone": {[]string{"--", "sh", "-c", `echo "[$OS_PASSWORD$GOOGLE_CREDENTIALS]"`}, 0, "[]\n"},
		"standard input":    {[]string{"--", "cat"}, 0, "typed"},
		"another URL":       {[]string{"-url", "http://mock:8080/", "--", "sh", "-c", `echo $MOCKSERVER_URL; grep -c mock:8080/token $GOOGLE_APPLICATION_CREDENTIALS`}, 0, "http://mock:8080\n1\n"},
		"files are there":   {[]string{"--", "sh", "-c", `test -s "$OS_CLIENT_CONFIG_FILE" && test -s "$CUSTODY_ACC_FIXTURE"`}, 0, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			code := run(t.Context(), tt.args, program{
				in: strings.NewReader("typed"), out: &out, err: &errs,
				environ: []string{"PATH=" + os.Getenv("PATH"), "OS_PASSWORD=x", "GOOGLE_CREDENTIALS=x", "KEPT=yes"},
			})
			if code != tt.code || out.String() != tt.out {
				t.Errorf("exit code %d, output %q (%s), want %d, %q", code, out.String(), errs.String(), tt.code, tt.out)
			}
		})
	}
}

func TestRunPrints(t *testing.T) {
	t.Parallel()
	var seed, version, errs bytes.Buffer
	if code := run(t.Context(), []string{"-print-seed"}, program{out: &seed, err: &errs}); code != exitOK {
		t.Errorf("exit code %d: %s", code, &errs)
	}
	if _, err := mockserver.ParseSeed(seed.Bytes()); err != nil {
		t.Errorf("the printed seed: %v", err)
	}
	if code := run(t.Context(), []string{"-version"}, program{out: &version, err: &errs}); code != exitOK ||
		!strings.HasPrefix(version.String(), "mockserver ") {
		t.Errorf("exit code %d: %s", code, &version)
	}
}

func TestRunPosts(t *testing.T) {
	t.Parallel()
	s := mockserver.New()
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	tests := map[string]struct {
		args, environ []string
		code          int
		says          string
	}{
		"body as argument":   {[]string{"-post", "clock", `{"advance": "1s"}`}, []string{"MOCKSERVER_URL=" + s.URL()}, exitOK, "T"},
		"body in a variable": {[]string{"-post", "/clock"}, []string{"MOCKSERVER_URL=" + s.URL(), `MOCKSERVER_BODY={"advance": "1s"}`}, exitOK, "T"},
		"no body":            {[]string{"-post", "reset"}, []string{"MOCKSERVER_URL=" + s.URL()}, exitOK, ""},
		"refused":            {[]string{"-post", "clock", `{}`}, []string{"MOCKSERVER_URL=" + s.URL()}, exitFailure, "POST /_mock/clock: 400 Bad Request: advance:"},
		"no server":          {[]string{"-post", "clock"}, nil, exitFailure, "MOCKSERVER_URL"},
		"server is gone":     {[]string{"-post", "clock"}, []string{"MOCKSERVER_URL=http://127.0.0.1:1"}, exitFailure, "refused"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			code := run(t.Context(), tt.args, program{out: &out, err: &out, environ: tt.environ})
			if code != tt.code || !strings.Contains(out.String(), tt.says) {
				t.Errorf("exit code %d, says %s, want %d with %q", code, &out, tt.code, tt.says)
			}
		})
	}
}

func TestRunSeeds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seed := filepath.Join(dir, "seed.json")
	text := `{"openstack": {"projects": [{"name": "p"}], "users": [{"name": "dora", "project": "p", "roles": ["member"]}],
		"regions": [{"name": "R", "shares": [{"name": "data", "id": "00000000-0000-4000-8000-000000000001", "user": "dora"}]}]}}`
	if err := os.WriteFile(seed, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"-seed", seed, "-dir", dir, "--", "sh", "-c", `echo $OS_CLOUD; cat "$CUSTODY_ACC_FIXTURE"`},
		program{out: &out, err: &errs, environ: []string{"PATH=" + os.Getenv("PATH")}})
	if code != exitOK || !strings.HasPrefix(out.String(), "dora\n") ||
		!strings.Contains(out.String(), `"data": "00000000-0000-4000-8000-000000000001"`) {
		t.Errorf("exit code %d: %s%s", code, &out, &errs)
	}
}

// TestRunInterruptsOnce runs a command that counts its interrupts. The terminal's own is sent here, as a terminal does.
func TestRunInterruptsOnce(t *testing.T) {
	t.Parallel()
	for name, inTerminal := range map[string]bool{"in a terminal": true, "elsewhere": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			signals := make(chan os.Signal, 1)
			reader, writer := io.Pipe()
			code := make(chan int, 1)
			go func() {
				script := `n=0; trap 'n=$((n+1))' INT; trap 'exit $n' TERM; echo ready $$; while :; do sleep 0.01; done`
				code <- run(t.Context(), []string{"--", "sh", "-c", script}, program{
					out: writer, err: io.Discard, signals: signals, interrupted: func() bool { return inTerminal },
					environ: []string{"PATH=" + os.Getenv("PATH")},
				})
			}()
			line, err := bufio.NewReader(reader).ReadString('\n')
			pid, convErr := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(line, "ready")))
			if err != nil || convErr != nil {
				t.Fatalf("%q, %v, %v", line, err, convErr)
			}
			if inTerminal {
				if err := syscall.Kill(pid, syscall.SIGINT); err != nil {
					t.Fatal(err)
				}
			}
			signals <- os.Interrupt
			signals <- syscall.SIGTERM
			if got := <-code; got != 1 {
				t.Errorf("the command was interrupted %d times, want once", got)
			}
		})
	}
}

func TestRunPassesSignals(t *testing.T) {
	t.Parallel()
	signals := make(chan os.Signal, 1)
	reader, writer := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(t.Context(), []string{"--", "sh", "-c", "trap 'exit 9' TERM; echo ready; while :; do :; done"},
			program{
				out: writer, err: io.Discard, signals: signals,
				environ: []string{"PATH=" + os.Getenv("PATH")},
			})
	}()
	if line, err := bufio.NewReader(reader).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("%q, %v", line, err)
	}
	signals <- syscall.SIGTERM
	if got := <-code; got != 9 {
		t.Errorf("exit code %d, want the command's 9", got)
	}
}

func TestRunServesUntilSignal(t *testing.T) {
	t.Parallel()
	signals := make(chan os.Signal, 1)
	reader, writer := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(t.Context(), nil, program{out: writer, err: io.Discard, signals: signals})
		_ = writer.Close()
	}()
	lines := bufio.NewScanner(reader)
	exported, url := map[string]string{}, ""
	for len(exported) < 8 && lines.Scan() {
		if name, value, ok := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "="); ok {
			exported[name] = strings.Trim(value, "'")
		} else {
			url = strings.TrimSuffix(strings.Fields(lines.Text())[4], ",")
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/_mock/", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	dir := filepath.Dir(exported["OS_CLIENT_CONFIG_FILE"])
	if _, err := os.Stat(filepath.Join(dir, "fixture.json")); err != nil || exported["OS_CLOUD"] != "alice" {
		t.Errorf("variables %v: %v", exported, err)
	}
	signals <- os.Interrupt
	if got := <-code; got != exitOK {
		t.Errorf("exit code %d", got)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the temporary directory is still there: %v", err)
	}
}
