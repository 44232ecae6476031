## One gradient by each estimator, for x² under N(m, 1) at m = 1: it is 2. The variances of a single draw are 30, 4 and
## (16/2π)(2 - π/2) = 1.093; 5σ at 50,000 draws are 4, 0.13 and 0.06 or less.
model q(x: real) { param m = 1; x ~ normal(m, 1) }
a = gradient mean(x^2 for x ~ q, estimator = score(baseline = none)) over q with samples = 50_000
b = gradient mean(x^2 for x ~ q, estimator = pathwise) over q with samples = 50_000
c = gradient mean(x^2 for x ~ q, estimator = measure) over q with samples = 50_000
assert abs(a.m.mean - 2) < 5*a.m.err and abs(b.m.mean - 2) < 5*b.m.err and abs(c.m.mean - 2) < 5*c.m.err
assert abs(a.m.var - 30) < 4 and abs(b.m.var - 4) < 0.13 and abs(c.m.var - 1.093) < 0.06
## The entropy term of KL(q, p): where q is p shifted, the path alone has no noise.
model p(x: real) { x ~ normal(0, 1) }
d = gradient mean(log(q(x)) - log(p(x)) for x ~ q, estimator = path) over q with samples = 1000
assert abs(d.m.mean - 1) < 1e-12 and d.m.var < 1e-24
print("estimators")
#> estimators
