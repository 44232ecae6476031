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
	{
		ID: "G1210", Title: "a function that cannot be written out",
		Text:  "simplify, expand, collect, taylor and linearize write every element of a value as a formula of the elements of the arguments. This needs a fixed number of terms, not too many, each of known elements, and no draws.",
		Wrong: "I = 1..3\nT = [4, 5, 6]\nf(i: I) = T[i]^2\ng = simplify(f)",
		Right: "I = 1..3\nT = [4, 5, 6]\nf(x: real) = sum(T[i]*x for i in I)\ng = simplify(f)",
	},
	{
		ID: "G1211", Title: "a point without a Taylor polynomial",
		Text:  "A Taylor polynomial has the derivatives of the function at its point, and these must be numbers.",
		Wrong: "f(x) = sqrt(x)\ng = taylor(f, at = 0, order = 2)",
		Right: "f(x) = sqrt(x)\ng = taylor(f, at = 1, order = 2)",
	},
}
