package interp

import "github.com/gibbs-lang/gibbs/lang"

// G12xx: what is written for other languages.
var exportCodes = []lang.Code{
	{
		ID: "G1201", Title: "an exported function has arguments without types",
		Text:  "An exported function is one of arrays of known shapes, so its arguments say over which sets they are, in its signature or by the first function that it hands them to.",
		Wrong: "E(s) = -s[1]*s[2]\nexport(E, to = \"E.py\", as = numpy)",
		Right: "E(s: spin[1..2]) = -s[1]*s[2]\nexport(E, to = \"E.py\", as = numpy)",
	},
	{
		ID: "G1202", Title: "a language has no words for an operation",
		Text: "Not every special function is in every library: Bessel functions of the second kind are in numpy's scipy and not in jax.",
	},
	{
		ID: "G1203", Title: "a kind of value that is not written for other languages",
		Text:  "Functions, nets, models, flows, distributions and trainings are exported. An array is data: save(x, \"x.npy\").",
		Wrong: "I = 1..3\nexport(I, to = \"I.py\", as = numpy)",
		Right: "f(x: real[1..3]) = sum(x)\nexport(f, to = \"f.py\", as = numpy)",
	},
}
