package interp

import "github.com/gibbs-lang/gibbs/lang"

// reasons say why a kind of mistake is one, for diagnostics that know neither a nearer reason nor sizes or values.
var reasons = map[string]string{
	"G0201": "a name means what an equation, an input, an import or the language says, and nothing else",
	"G0202": "a module, an instance or a value has the parts that its definition names, and no others",
	"G0203": "_ marks an open place, and has no value",
	"G0204": "a program is equations: each name has one meaning",
	"G0301": "an array is a function on its own index set",
	"G0302": "every index is checked before the run",
	"G0303": "generators and indices go through the elements of a set, in its order",
	"G0304": "ranges count by ones, and sizes are counts",
	"G0305": "every set is made before anything is trained or drawn, so that every index can be checked",
	"G0307": "a translation moves a site along the directions of its lattice",
	"G0308": "a sum over configurations goes through all of them",
	"G0310": "a lattice is its kind, a length for each direction and what is at its edges",
	"G0401": "each operation is defined for some kinds of values, and nothing is converted silently",
	"G0402": "texts, labels and numbers are different things, and nothing is converted silently",
	"G0403": "values that go together are over the same index sets",
	"G0404": "a contraction is a sum over one index that both sides have",
	"G0405": "truth values and numbers are different things, and nothing is converted silently",
	"G0406": "an array has one index for each of its sets",
	"G0407": "each part has one name",
	"G0408": "signatures say which values are meant, so that every index can be checked",
	"G0409": "numbers are real, as the gradients and densities of this version are",
	"G0410": "which derivative there is depends on whether the value is a number or an array",
	"G0412": "what would be wrong or slow is left out rather than half done",
	"G0413": "a flow needs its inverse for the density of what it makes",
	"G0414": "maps are composed and inverted, numbers are not",
	"G0415": "a velocity says how fast each coordinate changes",
	"G0417": "an inverse is defined where the map has values",
	"G0501": "parentheses after a value call it, and only functions can be called",
	"G0502": "a call gives each argument of the signature one value",
	"G0504": "a body is equations and, at its end, one value",
	"G0601": "a draw is random, and the equation of a plain value is not",
	"G0602": "a parameter belongs to an instance, which is what training changes and files keep",
	"G0606": "training moves real numbers, inside their intervals",
	"G0609": "normal is parametrised by its standard deviation, as physicists quote errors",
	"G0610": "the density of a model is the product of one conditional for each variable",
	"G0612": "the density of the variables in the signature is a sum over those that are not",
	"G0613": "draws without a chain need the normalised conditionals of a ~ model",
	"G0614": "a Markov chain needs moves from one value to others, and correlates what it draws",
	"G0701": "a guard would change what is drawn from, and so the normalisation of the mean",
	"G0702": "~ draws, and only a distribution says how likely each value is",
	"G0703": "an option that is not understood is never ignored",
	"G0704": "data are paired with draws, or gone through in batches, row by row",
	"G0705": "training goes down the gradient of one number with respect to parameters",
	"G0706": "training changes parameters that enter the objective",
	"G0709": "an error bar belongs to one number",
	"G0711": "the optimiser says how far each step goes, and no such choice is made silently",
	"G0802": "a format says how a value is written: width, digits, notation",
	"G0809": "the ending of a name says how the file is written",
	"G0810": "what is exported must mean the same where it is read",
	"G0811": "a plot shows how numbers vary over an index set",
	"G1201": "an exported function is one of arrays of known shapes",
	"G1203": "what is exported must mean the same where it is read",
	"G1210": "a formula has a fixed number of terms, each of known elements",
	"G1211": "a Taylor polynomial has the derivatives of the function, and these must be numbers",
	"G1101": "a function has a value where its definition gives it one",
}

// complete adds the general reason of its code to a diagnostic that gives none.
func complete(d *lang.Diagnostic) *lang.Diagnostic {
	if d.Why == "" && d.Here == "" {
		d.Why = reasons[d.Code]
	}
	return d
}
