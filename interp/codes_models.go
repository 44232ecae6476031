package interp

import "github.com/gibbs-lang/gibbs/lang"

// G06xx: nets, models and their parameters.
var modelCodes = []lang.Code{
	{
		ID: "G0601", Title: "a conditional out of place, or not of a distribution",
		Text:  "x ~ d says in the body of a model that x is drawn from the distribution d. Outside, sample(p) draws, and mean(f(x) for x ~ p) is an expectation.",
		Wrong: "x ~ normal(0, 1)",
		Right: "model p(x: real) { x ~ normal(0, 1) }",
	},
	{
		ID: "G0602", Title: "a parameter out of place",
		Text:  "Parameters belong to the instance of a net, a model or a flow, and are named by its path.",
		Wrong: "f(x) = { param a = 1; a*x }\ny = f(2)",
		Right: "net f(x: real) { param a = 1; a*x }\ny = f(2)",
	},
	{
		ID: "G0603", Title: "a plain function makes parameters",
		Text:  "Static arguments make an instance with parameters of its own. A call never creates any, so an instance is made once, at the level of the file or in the body of a net, a model or a flow.",
		Wrong: "net g(n)(x: real[n]) { param a = 1; a*sum(x) }\nf(x) = g(1..2)(x)\ny = f([1, 2])",
		Right: "net g(n)(x: real[n]) { param a = 1; a*sum(x) }\nh = g(1..2)\nf(x) = h(x)\ny = f([1, 2])",
	},
	{
		ID: "G0604", Title: "an instance depends on data",
		Text:  "What belongs to an instance (its sets, its parameters, the instances in it) is made once, before there are any data.",
		Wrong: "net f(x: real) { param a = x; a*x }\ny = f(1)",
		Right: "net f(x: real) { param a = 1; a*x }\ny = f(1)",
	},
	{
		ID: "G0605", Title: "the elements of a parameter are not known",
		Text:  "A guard says which elements a parameter has; the others are zero for ever. So it depends on nothing that is trained or drawn.",
		Wrong: "net f(x: real) {\n  param b = 1\n  param a[i] = 0 for i in 1..3 if b > 0\n  x*sum(a) + b\n}\ny = f(1)",
		Right: "net f(x: real) {\n  param b = 1\n  param a[i] = 0 for i in 1..3 if i > 1\n  x*sum(a) + b\n}\ny = f(1)",
	},
	{
		ID: "G0606", Title: "a parameter is said wrongly",
		Text:  "A parameter is drawn from a distribution (~) or starts at a value (=), and may be kept in an interval that holds that value.",
		Wrong: "net f(x: real) { param a = 2 in (0, 1); a*x }\ny = f(1)",
		Right: "net f(x: real) { param a = 0.5 in (0, 1); a*x }\ny = f(1)",
	},
	{
		ID: "G0607", Title: "a distribution draws values of another set",
		Text:  "A variable is of the set that its type names, and so are the draws of its distribution.",
		Wrong: "model p(s: spin[1..3]) { s[i] ~ normal(0, 1) for i in 1..3 }\nx = mean(s[1] for s ~ p)",
		Right: "model p(s: spin[1..3]) { s[i] ~ spin(logit = 0) for i in 1..3 }\nx = mean(s[1] for s ~ p)",
	},
	{
		ID: "G0608", Title: "a parameter of a distribution is out of its range",
		Text:  "Standard deviations, rates and shapes are positive, probabilities lie between 0 and 1.",
		Wrong: "p = normal(0, -1)",
		Right: "p = normal(0, 1)",
	},
	{
		ID: "G0609", Title: "a square as standard deviation",
		Text:  "The second argument of normal is the standard deviation, not the variance. If the square is meant, sd = … says so.",
		Wrong: "σ = 2\np = normal(0, σ^2)",
		Right: "σ = 2\np = normal(0, σ)",
	},
	{
		ID: "G0610", Title: "a variable has no conditional, or one too many",
		Text:  "Each variable of the signature is drawn by one conditional; what stands after | is given and is not drawn.",
		Wrong: "model p(x: real, y: real) { x ~ normal(0, 1) }\nm = mean(x for (x, y) ~ p)",
		Right: "model p(x: real, y: real) { x ~ normal(0, 1); y ~ normal(x, 1) }\nm = mean(x for (x, y) ~ p)",
	},
	{
		ID: "G0611", Title: "a density known up to a constant has no value",
		Text:  "A model ∝ … gives its density up to the normalising constant, which is not known. Differences of its logarithm have a value, and exact(p) enumerates a small model.",
		Wrong: "model p(s: spin[1..3]) ∝ exp(s[1]*s[2])\nx = p([1, 1, 1])",
		Right: "model p(s: spin[1..3]) ∝ exp(s[1]*s[2])\nq = exact(p)\nx = q.logZ",
	},
	{
		ID: "G0612", Title: "a latent variable cannot be summed out",
		Text:  "A variable that is drawn in the body and not named in the signature is summed out when it is discrete and has few joint values. Otherwise it is named in the signature.",
		Wrong: "model p(x: real) { z ~ normal(0, 1); x ~ normal(z, 1) }\nm = mean(log(p(x)) for x ~ p)",
		Right: "model p(x: real, z: real) { z ~ normal(0, 1); x ~ normal(z, 1) }\nm = mean(log(p(x, z)) for (x, z) ~ p)",
	},
	{
		ID: "G0613", Title: "draws of a model known up to a constant",
		Text:  "Such a model is drawn from by a Markov chain, in an expectation of its own at the level of the file; mcmc(p).draws keeps the draws.",
		Wrong: "model p(s: spin[1..3]) ∝ exp(s[1]*s[2])\nx = sample(p, 10)",
		Right: "model p(s: spin[1..3]) ∝ exp(s[1]*s[2])\nx = mcmc(p, chains = 4, steps = 20, warmup = 10).draws",
	},
	{
		ID: "G0614", Title: "no Markov chain for this model",
		Text:  "Chains move real variables together and discrete ones site by site, in models known up to a constant. Models with conditionals are drawn from exactly, and whole numbers without bounds are no part of this version.",
		Wrong: "model p(x: real) { x ~ normal(0, 1) }\nd = mcmc(p).draws",
		Right: "model p(x: real) ∝ exp(-x^2/2)\nd = mcmc(p, chains = 4, steps = 20, warmup = 10).draws",
	},
	{
		ID: "G0615", Title: "a Markov chain is not to be trusted",
		Text:  "Chains that disagree (R-hat well above 1), hardly move, or yield few independent samples have not reached equilibrium. More warmup and more steps, or a model that draws exactly, help.",
		Wrong: "model p(s: spin[1..40]) ∝ exp(sum(4*s[i]*s[i+1] for i in 1..39))\nr = mean(s[1] for s ~ p, samples = 400)",
		Right: "model p(s: spin[1..40]) ∝ exp(sum(0.1*s[i]*s[i+1] for i in 1..39))\nr = mean(s[1] for s ~ p, samples = 4000)",
	},
	{
		ID: "G0616", Title: "a normalisation that cannot be trained",
		Text:  "The density of a model known up to a constant has parameters inside its normalisation. They are trained by summing over all configurations, so there can be only a few.",
		Wrong: "I = 1..30\nnet h(s: spin[I]) { param a = 1; a*sum(s[i] for i in I) }\nmodel p(s: spin[I]) ∝ exp(h(s))\nmodel q(s: spin[I]) { s[i] ~ spin(logit = 1) for i in I }\nminimize kl(q, p) using adam(0.1) with steps = 2, batch = 10",
		Right: "I = 1..6\nnet h(s: spin[I]) { param a = 1; a*sum(s[i] for i in I) }\nmodel p(s: spin[I]) ∝ exp(h(s))\nmodel q(s: spin[I]) { s[i] ~ spin(logit = 1) for i in I }\nminimize kl(q, p) using adam(0.1) with steps = 2, batch = 10",
	},
	{
		ID: "G0617", Title: "a value up to log Z",
		Text: "The normalisation of a large model known up to a constant is not known. Nothing that is trained depends on it, so the training is right, and the value that it shows lacks log Z.",
	},
	{
		ID: "G0618", Title: "trajectories diverge",
		Text:  "Real variables move along trajectories of a Hamiltonian in steps of one size. Where log p is curved so strongly that this size does not fit, the energy is lost, the trajectory is refused, and the chains rarely get there. Variables in which the density has the same scale everywhere help.",
		Wrong: "model p(x: real) ∝ exp(-1e8*max(0, abs(x) - 1))\nd = mcmc(p, chains = 16, steps = 200).draws",
		Right: "model p(x: real) ∝ exp(if abs(x) < 1 then 0 else -inf)\nd = mcmc(p, chains = 16, steps = 200).draws",
	},
	{
		ID: "G0619", Title: "no point where a chain can begin",
		Text:  "Chains of real variables begin at random points near 0 where log p is a finite number. Where none is found the density is zero, infinite or not a number nearly everywhere, or what matters is at distances very far from 1.",
		Wrong: "model p(x: real) ∝ exp(sqrt(-1 - x^2))\nm = mean(x for x ~ p)",
		Right: "model p(x: real) ∝ exp(-sqrt(1 + x^2))\nm = mean(x for x ~ p)",
	},
	{
		ID: "G0620", Title: "chains that spread without end",
		Text:  "A density that stays the same when all variables are shifted, or that does not depend on one of them at all, cannot be normalised. Chains of it drift further and further, although averages of what is not shifted look well.",
		Wrong: "model p(x: real[1..2]) ∝ exp(-(x[1] - x[2])^2)\nr = mean((x[1] - x[2])^2 for x ~ p, samples = 4000)",
		Right: "model p(x: real[1..2]) ∝ exp(-(x[1] - x[2])^2 - x[1]^2/100)\nr = mean((x[1] - x[2])^2 for x ~ p, samples = 4000)",
	},
	{
		ID: "G0621", Title: "a weight that is negative, or zero everywhere",
		Text:  "What stands after ∝ is proportional to a probability: positive, or zero where a state is forbidden. An energy, an amplitude or a weight with a sign is none. Where it is negative no probability is meant, and where it is zero everywhere there is nothing to draw.",
		Wrong: "model p(s: spin[1..2]) ∝ s[1]*s[2]\nz = exact(p).logZ",
		Right: "model p(s: spin[1..2]) ∝ exp(s[1]*s[2])\nz = exact(p).logZ",
	},
}

// G07xx: expectations and training.
var expectationCodes = []lang.Code{
	{
		ID: "G0701", Title: "a draw out of place",
		Text:  "for x ~ p stands in mean, var, std and logmeanexp, and draws are not filtered by a guard.",
		Wrong: "model p(x: real) { x ~ normal(0, 1) }\ns = sum(x for x ~ p)",
		Right: "model p(x: real) { x ~ normal(0, 1) }\ns = mean(x for x ~ p)",
	},
	{
		ID: "G0702", Title: "a draw is from a distribution",
		Text:  "for x ~ p needs a model, an instance or a distribution; a set is enumerated with in. A template is first given its static arguments.",
		Wrong: "m = mean(x for x ~ 1..6)",
		Right: "m = mean(x for x in 1..6)",
	},
	{
		ID: "G0703", Title: "an option that does not exist here",
		Text:  "Options after with, and those of expectations, plots and estimators, change the effort, never the meaning; each place has its own.",
		Wrong: "model p(x: real) { x ~ normal(0, 1) }\nm = mean(x for x ~ p, sampels = 100)",
		Right: "model p(x: real) { x ~ normal(0, 1) }\nm = mean(x for x ~ p, samples = 100)",
	},
	{
		ID: "G0704", Title: "data are rows of an array",
		Text:  "In an expectation, for y in data goes over the rows of an array, in mini-batches inside an objective. Epochs count passes over such data.",
		Wrong: "net f(x: real) { param a = 1; (a - 2)^2 + 0*x }\nminimize f(1) using adam(0.1) with epochs = 3",
		Right: "net f(x: real) { param a = 1; (a - 2)^2 + 0*x }\nminimize f(1) using adam(0.1) with steps = 3",
	},
	{
		ID: "G0705", Title: "an objective is a number that depends on parameters",
		Text:  "minimize, maximize and gradient stand at the level of the file and act on one number that depends on param.",
		Wrong: "x = 2\nminimize x^2 using adam(0.1) with steps = 3",
		Right: "net f() { param x = 2; x^2 }\nminimize f() using adam(0.1) with steps = 3",
	},
	{
		ID: "G0706", Title: "over needs a parameter",
		Text:  "Only what is declared with param is trained: over p names an instance, over p.W one of its parameters. Inputs and equations do not change.",
		Wrong: "input T = 1.0\nnet f() { param x = 2; x^2 + T }\nminimize f() over T using adam(0.1) with steps = 3",
		Right: "input T = 1.0\nnet f() { param x = 2; x^2 + T }\nminimize f() over f using adam(0.1) with steps = 3",
	},
	{
		ID: "G0707", Title: "an estimate is compared",
		Text:  "An estimate has an error bar, so it is neither above nor below: compare its mean, and say how many standard errors are allowed.",
		Wrong: "model p(x: real) { x ~ normal(0, 1) }\nm = mean(x for x ~ p)\nassert m < 1",
		Right: "model p(x: real) { x ~ normal(0, 1) }\nm = mean(x for x ~ p)\nassert m.mean < 1 + 3*m.err",
	},
	{
		ID: "G0708", Title: "some samples are not finite",
		Text:  "The integrand was infinite or not a number at some samples, which spoils the mean. The logarithm of a negative number and a division by zero are the usual causes.",
		Wrong: "model p(x: real) { x ~ normal(0, 1) }\nm = mean(log(x) for x ~ p)",
		Right: "model p(x: real) { x ~ normal(0, 1) }\nm = mean(log(abs(x)) for x ~ p)",
	},
	{
		ID: "G0709", Title: "this does not apply to estimates",
		Text:  "Estimates go with numbers through arithmetic, and carry their errors along. Where an array or an index is needed, take the mean.",
		Wrong: "model p(x: real) { x ~ normal(0, 1) }\nm = mean(x for x ~ p)\nv = m*[1, 2, 3]",
		Right: "model p(x: real) { x ~ normal(0, 1) }\nm = mean(x for x ~ p)\nv = m.mean*[1, 2, 3]",
	},
	{
		ID: "G0710", Title: "a non-linear function of an estimate is biased",
		Text:  "The mean of f(x) is not f of the mean: log(mean(w)) lies below the logarithm of the true mean, by about half the square of the relative error. logmeanexp says so in its name.",
		Wrong: "model p(x: real) { x ~ normal(0, 1) }\nm = log(mean(exp(x) for x ~ p))",
		Right: "model p(x: real) { x ~ normal(0, 1) }\nm = logmeanexp(x for x ~ p)",
	},
	{
		ID: "G0711", Title: "an optimiser is needed",
		Text:  "After using stands an optimiser with its learning rate, a number or a schedule.",
		Wrong: "net f() { param x = 2; x^2 }\nminimize f() using 0.1 with steps = 3",
		Right: "net f() { param x = 2; x^2 }\nminimize f() using adam(0.1) with steps = 3",
	},
	{
		ID: "G0712", Title: "a training met a value that is not finite",
		Text:  "The loss or a gradient became infinite or not a number. The run stops there, keeps the parameters of the last good step, and names the first expression that went bad.",
		Wrong: "net f() { param x = 1; log(x) }\nminimize f() using sgd(10) with steps = 20",
		Right: "net f() { param x = 1; x^2 }\nminimize f() using sgd(0.1) with steps = 20",
	},
	{
		ID: "G0713", Title: "what is no number is made one by one",
		Text:  "Instances, functions and estimates in lists are made for one element after the other, before anything is drawn: a draw cannot choose among them. A number can be chosen by a draw.",
		Wrong: "net shift()(x: real) { param a = 1; x + a }\nf = [shift() for k in 1..3]\nmodel p(k: 1..3) { k ~ categorical(logits = [0, 0, 0]) }\nm = mean(f[k](2) for k ~ p)",
		Right: "net shift()(x: real) { param a = 1; x + a }\nf = [shift() for k in 1..3]\ny = [f[k](2) for k in 1..3]\nmodel p(k: 1..3) { k ~ categorical(logits = [0, 0, 0]) }\nm = mean(y[k] for k ~ p)",
	},
	{
		ID: "G0714", Title: "a distribution has no measure-valued derivative",
		Text:  "estimator = measure writes the derivative of a density with respect to an argument as a difference of two distributions. That is known for the centre and the width of normal, laplace and student, the ends of uniform, the rate of exponential and gamma, the mean of vonmises, and for everything discrete. Other arguments may be numbers, but not depend on parameters.",
		Wrong: "model p(x: real) { param a = 2; x ~ beta(a, 1) }\ng = gradient mean(x for x ~ p, estimator = measure) over p with samples = 100",
		Right: "model p(x: real) { param a = 2; x ~ beta(a, 1) }\ng = gradient mean(x for x ~ p, estimator = pathwise) over p with samples = 100",
	},
}
