// Package mutation takes one guard of the provider out at a time and says whether a test notices. The guards are in
// guards.txt, each with the test that must fail without it.
//
// The work tree stays as it is: the changed file is given to the go command as an overlay. The program
// internal/cmd/mutate is what people run.
package mutation
