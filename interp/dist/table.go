package dist

// table lists all distributions.
var table = []*Row{spin, bernoulli, categorical, normal, uniform, exponential, laplace, delta, mixture}
