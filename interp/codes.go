package interp

import "github.com/gibbs-lang/gibbs/lang"

// The codes of what is found when a program is given its meaning, one for each kind of mistake.
// Syntax has G01xx, in package lang. Further codes: codes_values.go, codes_models.go, codes_runs.go, codes_operators.go.
func init() {
	lang.RegisterCodes(nameCodes...)
	lang.RegisterCodes(setCodes...)
	lang.RegisterCodes(valueCodes...)
	lang.RegisterCodes(callCodes...)
	lang.RegisterCodes(modelCodes...)
	lang.RegisterCodes(expectationCodes...)
	lang.RegisterCodes(fileCodes...)
	lang.RegisterCodes(operatorCodes...)
	lang.RegisterCodes(nativeCodes...)
	lang.RegisterCodes(exportCodes...)
}

// G02xx: names.
var nameCodes = []lang.Code{
	{
		ID: "G0201", Title: "a name is not defined",
		Text:  "Every name is defined by an equation, an input, a declaration, an import or the language itself, before it is used at the level of a file.",
		Wrong: "temperature = 2.5\nβ = 1/temprature",
		Right: "temperature = 2.5\nβ = 1/temperature",
	},
	{
		ID: "G0202", Title: "there is no such field or member",
		Text:  "After a dot stands a member of a module, a parameter or part of an instance, a field of the result of a training or an estimate, or a coordinate of a site.",
		Wrong: "import van\np = van.mad(1..4)",
		Right: "import van\np = van.made(1..4)",
	},
	{
		ID: "G0203", Title: "_ stands for nothing here",
		Text:  "The sign _ marks the open place of a conditional draw, and a part that is not wanted when a value is taken apart. It has no value.",
		Wrong: "x = _ + 1",
		Right: "_, y = (1, 2)\nx = y + 1",
	},
	{
		ID: "G0204", Title: "a name is defined twice",
		Text:  "A program is equations, so each name has one meaning. Several equations may give the parts of one array; a number has one equation.",
		Wrong: "x = 1\nx = 2",
		Right: "x = 1\ny = 2",
	},
	{
		ID: "G0205", Title: "two names look alike",
		Text:  "The Greek capital Alpha and the Latin A look the same and are different letters. One of the two was probably meant to be the other.",
		Wrong: "A = 1\nΑ = 2",
		Right: "A = 1\nB = 2",
	},
}

// G03xx: index sets.
var setCodes = []lang.Code{
	{
		ID: "G0301", Title: "an element of another set",
		Text:  "An array is a function on its own index set. Lattices are nominal: a site of one is never an index of another, whatever their sizes, and integers do not index lattices.",
		Wrong: "Λ = square(4, 4, periodic)\nM = square(4, 4, periodic)\nx[i] = 1 for i in Λ\ny = sum(x[k] for k in M)",
		Right: "Λ = square(4, 4, periodic)\nx[i] = 1 for i in Λ\ny = sum(x[k] for k in Λ)",
	},
	{
		ID: "G0302", Title: "an index can leave its set",
		Text:  "Every index is checked for every value that it takes. Values that a guard or the condition of an if rules out do not count.",
		Wrong: "x[i] = i for i in 1..4\ny[i] = x[i+1] - x[i] for i in 1..4",
		Right: "x[i] = i for i in 1..4\ny[i] = x[i+1] - x[i] for i in 1..3",
	},
	{
		ID: "G0303", Title: "an index set is needed",
		Text:  "A generator runs over an index set: a range, a subset, a product, labels or a lattice. A number is no set; 1..n is.",
		Wrong: "n = 4\ns = sum(i for i in n)",
		Right: "n = 4\ns = sum(i for i in 1..n)",
	},
	{
		ID: "G0304", Title: "a whole number is needed",
		Text:  "The ends of a range, the sizes of a lattice and the numbers of draws, steps and chains are whole numbers.",
		Wrong: "s = sum(i for i in 1..2.5)",
		Right: "s = sum(i for i in 1..2)",
	},
	{
		ID: "G0305", Title: "a set depends on what is not known yet",
		Text:  "Every set is made before anything is trained or drawn, so that every size is a number and every index can be checked. Neither a draw nor a parameter may size a set.",
		Wrong: "net f(x: real) { param a = 3; sum(x for i in 1..floor(a)) }\ny = f(1)",
		Right: "n = 3\nnet f(x: real) { param a = 3; sum(a*x for i in 1..n) }\ny = f(1)",
	},
	{
		ID: "G0306", Title: "such a set does not exist",
		Text:  "A periodic direction of length 1 would bind a site to itself, labels are different from each other, and a set has at most 2^31 elements.",
		Wrong: "Λ = square(1, 4, periodic)",
		Right: "Λ = square(1, 4, (open, periodic))",
	},
	{
		ID: "G0307", Title: "this cannot be translated",
		Text:  "A site of a lattice plus a tuple of whole numbers is the translated site. The tuple has one entry for each direction of the lattice.",
		Wrong: "Λ = square(4, 4, periodic)\nx[i] = 1 for i in Λ\ny[i] = x[i + (1, 0, 0)] for i in Λ",
		Right: "Λ = square(4, 4, periodic)\nx[i] = 1 for i in Λ\ny[i] = x[i + (1, 0)] for i in Λ",
	},
	{
		ID: "G0308", Title: "too much to enumerate",
		Text:  "Configurations are enumerated one by one, so their number is bounded. Larger systems are sampled: mean(… for s ~ p).",
		Wrong: "Z = sum(exp(s[1]) for s in spin[1..100])",
		Right: "Z = sum(exp(s[1]) for s in spin[1..10])",
	},
	{
		ID: "G0309", Title: "too large for memory",
		Text:  "A size that cannot fit is refused before it is allocated.",
		Wrong: "net f(x: real) {\n  param W[i,j] = 0 for i in 1..100000, j in 1..100000\n  x*W[1,1]\n}",
		Right: "net f(x: real) {\n  param W[i,j] = 0 for i in 1..100, j in 1..100\n  x*W[1,1]\n}",
	},
	{
		ID: "G0310", Title: "a lattice is said wrongly",
		Text:  "A lattice has its sizes and its boundary: square(L, L, periodic), chain(N, open), square(4, 8, (periodic, open)). The boundary is always said, as open and periodic lattices have different bonds.",
		Wrong: "Λ = square(4, 4)",
		Right: "Λ = square(4, 4, open)",
	},
}
