## What a training keeps: the history of every step, the estimators of its expectations, and their reasons.
model q(x: real) { param m = 1; x ~ normal(m, 1) }
fit = minimize mean(x^2 for x ~ q) using sgd(0.05) with steps = 50, batch = 1000
h = fit.history
assert size(h.value) == 50 and h.rate[1] == 0.05 and all(h.variance[k] > 0 for k in 2..50)
assert h.value[50] < h.value[1] and h.gradient[50] < h.gradient[1]
print(fit.estimators)
#> mean(x^2 for x ~ q): pathwise, as derivatives pass every draw
