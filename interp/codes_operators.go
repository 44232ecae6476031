package interp

import "github.com/gibbs-lang/gibbs/lang"

// G10xx: operators and wave functions.
var operatorCodes = []lang.Code{
	{
		ID: "G1001", Title: "this is not done with operators",
		Text:  "Operators have sums, differences, products with numbers and with each other, whole powers, adjoints and commutators, and are compared with == and !=. An operator of a family is named with its element, as in X[i].",
		Wrong: "X, Y, Z = pauli(1..3)\nH = X[1]/Z[1]",
		Right: "X, Y, Z = pauli(1..3)\nH = X[1]*Z[1]/2",
	},
	{
		ID: "G1002", Title: "operators of different spaces",
		Text:  "An operator acts on spins, or on fermions, of one index set. Two that are added, multiplied or compared act on the same, and so does an operator on the configurations of a wave function.",
		Wrong: "X, Y, Z = pauli(1..3)\nc = fermions(1..3)\nH = X[1]*c[1]",
		Right: "X, Y, Z = pauli(1..3)\nH = X[1]*Z[1]",
	},
	{
		ID: "G1003", Title: "an operator with unknown coefficients",
		Text:  "Deciding whether operators are equal, and exact results, need the numbers in front of them: constants, inputs and parameters, and no draws.",
		Wrong: "X, Y, Z = pauli(1..2)\nr = mean(if x*X[1] == X[1] then 1 else 0 for x ~ normal(0, 1))",
		Right: "X, Y, Z = pauli(1..2)\nx = 2\nr = x*X[1] == X[1] + X[1]",
	},
	{
		ID: "G1004", Title: "a wave function is needed",
		Text:  "A wave function is a function or a net with one number, real or complex, as its value, and its argument says which configurations it is a function of.",
		Wrong: "X, Y, Z = pauli(1..2)\nψ(s) = 1\ne = energy(X[1], ψ)",
		Right: "X, Y, Z = pauli(1..2)\nψ(s: spin[1..2]) = 1\ne = energy(X[1], ψ)",
	},
	{
		ID: "G1005", Title: "a Hamiltonian that is not its own adjoint",
		Text:  "Energies and spectra are those of an operator with H = H†. The terms of H - H† are shown; often a hermitian conjugate is missing (+ hc), or a sign.",
		Wrong: "c = fermions(1..2)\ng = ground(c[1]†*c[2])",
		Right: "c = fermions(1..2)\ng = ground(c[1]†*c[2] + hc)",
	},
	{
		ID: "G1007", Title: "no such sector",
		Text:  "A sector is all states in which a conserved quantity has one value: a diagonal operator, such as a number of particles or a magnetisation, that the Hamiltonian does not change.",
		Wrong: "X, Y, Z = pauli(1..2)\ng = ground(X[1]*X[2], sector = (Z[1], 1))",
		Right: "X, Y, Z = pauli(1..2)\ng = ground(X[1]*X[2], sector = (Z[1]*Z[2], 1))",
	},
	{
		ID: "G1006", Title: "a space that is too large to be written out",
		Text:  "Exact methods keep one number for every state, and thermal the whole matrix of every sector. Larger systems need a wave function and its energy.",
		Wrong: "X, Y, Z = pauli(1..40)\ng = ground(sum(X[i] for i in 1..40))",
		Right: "X, Y, Z = pauli(1..4)\ng = ground(sum(X[i] for i in 1..4))",
	},
	{
		ID: "G1020", Title: "a gradient from too few samples",
		Text:  "The gradient of a mean over a distribution that is known up to a constant is a covariance. Inside of another expectation it is one of the inner samples of each outer draw, and two of them are the least that have one. That of a variance by the density of the samples takes three.",
		Wrong: "model p(k: spin[1..9]) { param a = 0.3\n k[i] ~ spin(logit = a) for i in 1..9 }\nnet ψ(k: spin[1..9], x: real) { param b = 1\n exp(-b*x^2*(2 + k[1])) }\nF() = mean(mean(x^2 for x ~ born((x: real) -> ψ(k, x)), inner = 1) for k ~ p)\nfit = minimize F() using adam(0.01) with batch = 10, steps = 1",
		Right: "model p(k: spin[1..9]) { param a = 0.3\n k[i] ~ spin(logit = a) for i in 1..9 }\nnet ψ(k: spin[1..9], x: real) { param b = 1\n exp(-b*x^2*(2 + k[1])) }\nF() = mean(mean(x^2 for x ~ born((x: real) -> ψ(k, x)), inner = 2) for k ~ p)\nfit = minimize F() using adam(0.01) with batch = 10, steps = 1",
	},
	{
		ID: "G1040", Title: "an energy below the ground state",
		Text:  "No state has an energy below the lowest eigenvalue of H. A sampled one that has (by more than five errors, where the lowest eigenvalue is known) comes from samples that are not those of |ψ|²: chains that do not reach all configurations.",
		Wrong: "X, Y, Z = pauli(1..3)\nψ(s: spin[1..3]) = if s[1] == s[2] and s[1] == s[3] then exp(s[1]) else 0\ne = energy(-X[1]*X[2]*X[3], ψ, samples = 7)",
		Right: "X, Y, Z = pauli(1..3)\nψ(s: spin[1..3]) = if s[1] == s[2] and s[1] == s[3] then exp(s[1]) else 0\ne = energy(-X[1]*X[2]*X[3], ψ)",
	},
	{
		ID: "G1041", Title: "a variance of zero that means nothing",
		Text:  "Local energies that agree in all samples mean an eigenstate only if the samples differ. Here all are the same configuration, in which H has a variance.",
		Wrong: "X, Y, Z = pauli(1..14)\nmodel p(s: spin[1..14]) { s[i] ~ spin(logit = 50) for i in 1..14 }\nψ(s: spin[1..14]) = √p(s)\ne = energy(sum(X[i] for i in 1..14), ψ)",
		Right: "X, Y, Z = pauli(1..14)\nmodel p(s: spin[1..14]) { s[i] ~ spin(logit = 1) for i in 1..14 }\nψ(s: spin[1..14]) = √p(s)\ne = energy(sum(X[i] for i in 1..14), ψ)",
	},
	{
		ID: "G1042", Title: "Markov chains that cannot move",
		Text:  "Chains change one element of a variable, or two at once where every change of one leads to probability zero. Here the changes of two do so as well: each chain stays where it began, and what it draws is not the distribution.",
		Wrong: "model p(s: spin[1..3]) ∝ if s[1] == s[2] and s[2] == s[3] then exp(s[1]) else 0\nr = mcmc(p)",
		Right: "model p(t: spin) ∝ exp(t)\nr = mcmc(p)",
	},
}
