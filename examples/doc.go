// Package examples holds one program for each system of physics, each ending in an assertion against an exact or
// published value whose source it names. The tests run them at reduced effort; `gibbs run` at full effort.
package examples
