package interp

import "github.com/gibbs-lang/gibbs/lang"

// G08xx and G09xx: inputs, files, modules, and the machine.
var fileCodes = []lang.Code{
	{
		ID: "G0801", Title: "an input cannot take this value",
		Text: "A value given on the command line is of the kind of the default: a whole number, a number, true or false, or a text.",
	},
	{
		ID: "G0802", Title: "a format does not fit",
		Text:  "{x:.4f}, {x:.3e}, {x:.6g} and {n:d} write numbers.",
		Wrong: "x = 1.5\nprint(\"{x:.4q}\")",
		Right: "x = 1.5\nprint(\"{x:.4f}\")",
	},
	{
		ID: "G0803", Title: "an assertion does not hold",
		Text:  "assert states what must be true when the program gets there. The values of both sides are shown, and the run ends with exit code 1.",
		Wrong: "x = 2\nassert x^2 == 5, \"a square\"",
		Right: "x = 2\nassert x^2 == 4, \"a square\"",
	},
	{
		ID: "G0804", Title: "a file cannot be read or written",
		Text:  "Files are found beside the program that names them, outputs of an earlier statement first in the folder of outputs.",
		Wrong: "x = read(\"no such file.csv\")",
		Right: "x = [1, 2, 3]",
	},
	{
		ID: "G0805", Title: "modules import each other in a circle",
		Text: "A module is run before what imports it, so no module can need itself. What both need belongs into a third.",
	},
	{
		ID: "G0806", Title: "there is no such module",
		Text:  "A bare word names a module of the library; a file is imported by its path, as a string.",
		Wrong: "import vam",
		Right: "import van",
	},
	{
		ID: "G0807", Title: "saved parameters do not fit",
		Text: "A file of parameters holds an array for each path; the shapes are those of the instance that it is loaded into, and the format is one that this version knows. A definition that has changed since it was saved is warned of.",
	},
	{
		ID: "G0808", Title: "a file is written by an earlier statement",
		Text: "What is read from a file that the program itself writes is known only when it runs, so what depends on it is not checked before.",
	},
	{
		ID: "G0809", Title: "a kind of file that does not go with this value",
		Text:  "Parameters are saved as .safetensors, arrays as .npy or .csv, figures as .png, .svg or .pdf.",
		Wrong: "x = [1, 2, 3]\nsave(x, \"x.txt\")",
		Right: "x = [1, 2, 3]\nprint(x)",
	},
	{
		ID: "G0810", Title: "this cannot be exported so",
		Text:  "export(f, to = \"f.py\", as = numpy) writes f for another language: numpy, jax, or gp for its source.",
		Wrong: "f(x: real) = x^2\nexport(f, to = \"f.f90\", as = fortran)",
		Right: "f(x: real) = x^2\nexport(f, to = \"f.py\", as = numpy)",
	},
	{
		ID: "G0811", Title: "this cannot be plotted",
		Text:  "plot draws arrays: values over their index, or two arrays of one length against each other; a training is drawn by its history.",
		Wrong: "plot(3)",
		Right: "plot([1, 4, 9])",
	},
	{
		ID: "G0812", Title: "an input bears the name of a flag of gibbs run",
		Text: "Each input of a program is a flag of gibbs run, beside its own flags: seed, threads, samples, out, json, quiet, resume, help.",
	},
	{
		ID: "G0901", Title: "the machine failed",
		Text: "There was not enough memory for what the statement needs, or a part of the machine gave up. Fewer samples at a time need less memory.",
	},
	{
		ID: "G0902", Title: "Gibbs itself is wrong",
		Text: "Whatever the program says, this must not happen. Please report it together with the program.",
	},
}
