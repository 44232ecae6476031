package interp

import "github.com/gibbs-lang/gibbs/lang"

// G04xx: kinds of values.
var valueCodes = []lang.Code{
	{
		ID: "G0401", Title: "a value of another kind is needed",
		Text:  "Numbers and arrays of numbers are computed with; sets, strings, functions, distributions and lists have their own places.",
		Wrong: "I = 1..4\nx = I + 1",
		Right: "I = 1..4\nx = size(I) + 1",
	},
	{
		ID: "G0402", Title: "a string, an element or a truth value where another is meant",
		Text:  "File names and labels are strings, an index is an element of a set, and neither stands for a number.",
		Wrong: "I = labels(\"up\", \"dn\")\nx = sum(2*a for a in I)",
		Right: "I = labels(\"up\", \"dn\")\nx = sum(2*rank(a) for a in I)",
	},
	{
		ID: "G0403", Title: "arrays over different sets",
		Text:  "Arithmetic on whole arrays is elementwise and needs the same index sets. There is no broadcasting but of single numbers: index notation says what is meant.",
		Wrong: "x[i] = i for i in 1..3\ny[i] = i for i in 1..4\nz = x + y",
		Right: "x[i] = i for i in 1..3\ny[i] = i for i in 1..4\nz[i,j] = x[i] + y[j] for i in 1..3, j in 1..4",
	},
	{
		ID: "G0404", Title: "the two sides of @ do not contract",
		Text:  "A @ x contracts the last index of A with the first of x, so both run over one set.",
		Wrong: "A[i,j] = i*j for i in 1..2, j in 1..3\nx[i] = i for i in 1..2\ny = A @ x",
		Right: "A[i,j] = i*j for i in 1..2, j in 1..3\nx[i] = i for i in 1..3\ny = A @ x",
	},
	{
		ID: "G0405", Title: "a condition is needed, or a number",
		Text:  "Truth values and numbers do not stand for each other: a condition compares, and a number is made from a condition by if … then 1 else 0.",
		Wrong: "n = 3\nx = if n then 1 else 0",
		Right: "n = 3\nx = if n > 0 then 1 else 0",
	},
	{
		ID: "G0406", Title: "the number of indices is another",
		Text:  "An array is read with one index for each of its sets, or with the first few of them, which gives the rest as an array.",
		Wrong: "x[i] = i for i in 1..4\ny = x[1,2]",
		Right: "x[i,j] = i*j for i in 1..4, j in 1..4\ny = x[1,2]",
	},
	{
		ID: "G0407", Title: "a value cannot be taken apart",
		Text:  "a, b = e needs a tuple of as many values as there are names.",
		Wrong: "a, b = (1, 2, 3)",
		Right: "a, b, c = (1, 2, 3)",
	},
	{
		ID: "G0408", Title: "a type is missing or is none",
		Text:  "The data of models, flows and nets say which set they are over, so that every index can be checked: x: real[1..3], s: spin[Λ], t: M.",
		Wrong: "net f(x) { param a = 1; a*x }",
		Right: "net f(x: real) { param a = 1; a*x }",
	},
	{
		ID: "G0409", Title: "this is not defined for complex numbers",
		Text:  "Complex numbers have sums, products, quotients and powers, exp, log, sqrt, sin, cos, sinh and cosh, and no order: they are not compared with <, and have no max.",
		Wrong: "z = 1 + 2im\nx = z < 3",
		Right: "z = 1 + 2im\nx = abs(z) < 3",
	},
	{
		ID: "G0410", Title: "a derivative of a value of another shape",
		Text:  "A gradient, a Hessian and a Laplacian are of functions with one number as value, a divergence of a field over the sets of its argument. The derivative of an array is its jacobian.",
		Wrong: "f(x: real[1..3]) = 2*x\ng = grad(f)([1, 2, 3])",
		Right: "f(x: real[1..3]) = 2*x\ng = jacobian(f)([1, 2, 3])",
	},
	{
		ID: "G0411", Title: "no derivative is known",
		Text: "An operation without a known derivative is an error, never a zero. Functions of distributions have derivatives with respect to their variable, not with respect to every shape.",
	},
	{
		ID: "G0412", Title: "not part of this version",
		Text:  "The word belongs to the language, and this version does not carry it out yet.",
		Wrong: "A = [[2, 1], [1, 3]]\nd = eigvals(A)",
		Right: "A = [[2, 1], [1, 3]]\nd = A[1,1]*A[2,2] - A[1,2]*A[2,1]",
	},
	{
		ID: "G0413", Title: "no inverse is found",
		Text:  "A flow is a map whose inverse can be found: the equations are solved backwards, each for one unknown, through steps that are proved monotone from intervals and signs. A map that turns back has no inverse.",
		Wrong: "flow fold(z: real) { z^2 }\ny = logdet(fold)(2)",
		Right: "flow cube(z: real) { z^3 }\ny = logdet(cube)(2)",
	},
	{
		ID: "G0414", Title: "a map is needed",
		Text:  "|> composes distributions and maps from left to right, ⁻¹ inverts a map, and compose repeats maps.",
		Wrong: "q = normal(0, 1) |> 2",
		Right: "flow twice(z: real) { 2*z }\nq = normal(0, 1) |> twice",
	},
	{
		ID: "G0415", Title: "a velocity or a time does not fit",
		Text:  "dx/dt = v(x, t) moves each number of x with a velocity of its own, from one time to another. v takes what moves, then the time, or leaves the time out.",
		Wrong: "v(x, y, t) = x + y + t\nx = odesolve(v, 1, 0, 1)",
		Right: "v(x, t) = x + t\nx = odesolve(v, 1, 0, 1)",
	},
	{
		ID: "G0416", Title: "a solution cannot be followed",
		Text:  "The steps of dopri5 become as short as the tolerances ask for. A solution that runs away in a finite time, or a velocity that jumps or is not finite, asks for steps without end.",
		Wrong: "x = odesolve(x -> x^2, 1, 0, 2, method = dopri5)",
		Right: "x = odesolve(x -> x^2, 1, 0, 0.5, method = dopri5)",
	},
	{
		ID: "G0418", Title: "an inverse is not found",
		Text:  "bijection(f) is inverted by Newton's iteration. It finds no solution where there is none, and may miss one where the map turns back between.",
		Wrong: "z = (bijection(z -> exp(z))⁻¹)(-1)",
		Right: "z = (bijection(z -> exp(z))⁻¹)(1)",
	},
	{
		ID: "G0419", Title: "an integral does not settle",
		Text:  "An interval is cut where two rules differ, until they agree. At a pole, or where the integral does not exist, they never do.",
		Wrong: "a = integrate(x -> 1/x, 0, 1)",
		Right: "a = integrate(x -> 1/√x, 0, 1, rtol = 1e-6)",
	},
	{
		ID: "G0420", Title: "no root is enclosed",
		Text:  "A root is looked for between two places where the function has different signs.",
		Wrong: "a = find_root(x -> x^2 + 1, -1, 1)",
		Right: "a = find_root(x -> x^2 - 1, 0, 3)",
	},
	{
		ID: "G0417", Title: "a value outside of the image of a map",
		Text:  "The inverse of a map is defined where the map has values: exp(z) is positive, and no z gives -2. The density of a transformed draw is 0 there.",
		Wrong: "flow f(z: real) { exp(z) }\nprint((f⁻¹)(-2))",
		Right: "flow f(z: real) { exp(z) }\nprint((f⁻¹)(2))",
	},
}

// G05xx: calls and equations.
var callCodes = []lang.Code{
	{
		ID: "G0501", Title: "this cannot be called",
		Text:  "What stands before parentheses is a function, an instance, a distribution or a template. There is no implicit product.",
		Wrong: "a = 2\ny = a(1 + 3)",
		Right: "a = 2\ny = a*(1 + 3)",
	},
	{
		ID: "G0502", Title: "the arguments do not fit",
		Text:  "A call gives each argument once, by place or by name; those with a default value may be left out.",
		Wrong: "f(x, y) = x + y\nz = f(1)",
		Right: "f(x, y) = x + y\nz = f(1, 2)",
	},
	{
		ID: "G0503", Title: "calls are nested without end",
		Text:  "A function that calls itself needs a condition under which it does not. A recurrence over an index is written as equations.",
		Wrong: "f(n) = n*f(n - 1)\nx = f(5)",
		Right: "f[0] = 1\nf[n] = n*f[n-1] for n in 1..5\nx = f[5]",
	},
	{
		ID: "G0504", Title: "a line without effect, or a block without a value",
		Text:  "A lost line must never pass silently: a value is given a name or printed, and a block ends in its value.",
		Wrong: "f(x) = { y = x^2 }\nz = f(2)",
		Right: "f(x) = { y = x^2; y + 1 }\nz = f(2)",
	},
	{
		ID: "G0505", Title: "a name is defined by itself",
		Text:  "An equation for a single value cannot contain that value. A recurrence has an index, and begins somewhere.",
		Wrong: "f(x) = { y = y + x; y }\nz = f(1)",
		Right: "f(x) = { y = 1 + x; y }\nz = f(1)",
	},
	{
		ID: "G0506", Title: "the left side and the generators do not match",
		Text:  "Each index on the left of an equation is a generator, a fixed element or a part of the set, and each generator stands on the left once.",
		Wrong: "x[i] = i*j for i in 1..3, j in 1..3",
		Right: "x[i,j] = i*j for i in 1..3, j in 1..3",
	},
	{
		ID: "G0507", Title: "the equations of an array leave gaps or overlap",
		Text:  "Several equations may give the parts of one array; together they give each element exactly once, and nothing is filled in.",
		Wrong: "h[0] = 1\nh[t] = 2*h[t-1] for t in 1..5\nh[5] = 0",
		Right: "h[0] = 1\nh[t] = 2*h[t-1] for t in 1..5",
	},
	{
		ID: "G0510", Title: "a definition needs itself",
		Text:  "An element is computed from others that do not need it in turn, and a variable is drawn given variables drawn before it. The shortest circle is shown, element by element.",
		Wrong: "I = 1..3\nmodel p(s: spin[I]) { s[i] ~ spin(logit = sum(s[j] for j in I if j != i)) for i in I }\nx = sample(p, 3)",
		Right: "I = 1..3\nmodel p(s: spin[I]) { s[i] ~ spin(logit = sum(s[j] for j in I if j < i)) for i in I }\nx = sample(p, 3)",
	},
}
