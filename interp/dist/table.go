package dist

// table lists all distributions.
var table = []*Row{
	spin, bernoulli, categorical,
	normal, uniform, exponential, laplace, gamma, beta, student, vonmises,
	dirichlet, multinormal,
	delta, mixture,
}
