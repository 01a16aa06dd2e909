// Package cli finds the Terraform or OpenTofu that the programs of this repository run.
package cli

import (
	"errors"
	"os"
	"os/exec"
	"strings"
)

// Find is the program that TF_ACC_TERRAFORM_PATH names, else the terraform or tofu on PATH.
func Find() (string, error) {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path, nil
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("neither terraform nor tofu is on PATH; " +
		"see https://developer.hashicorp.com/terraform/install or https://opentofu.org/docs/intro/install")
}

// Environ is the environment without the variables of clouds that the user works with, and without Terraform's own.
func Environ() []string {
	var rest []string
	for _, variable := range os.Environ() {
		prefix, _, _ := strings.Cut(variable, "_")
		if prefix != "OS" && prefix != "GOOGLE" && prefix != "TF" {
			rest = append(rest, variable)
		}
	}
	return rest
}
