// Package spec holds the reference of the Gibbs language (README.md), its grammar, and the
// conformance programs that pin every rule down. Its tests run them.
//
// A program in conformance/right prints its #> lines. A program in conformance/wrong has a comment
// `#! G0302: part of the message` on each line that is at fault.
package spec
