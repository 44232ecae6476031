## Two dice: one is summed over, the other solved for; values that it does not have count nothing.
die = categorical(p = [1/6 for k in 1..6])
model dice(n: 2..12) { a ~ die; b ~ die; n = a + b }
assert max(abs(dice(n) - (6 - abs(n - 7))/36) for n in 2..12) < 1e-15
assert abs(mean(n for n ~ dice) - 7) < 1e-12
## What is no sum of latent values: the equation selects them.
model highest(n: 1..6) { a ~ die; b ~ die; n = max(a, b) }
assert max(abs(highest(n) - (2*n - 1)/36) for n in 1..6) < 1e-15
## Two real variables that mix two latent ones, with the Jacobian.
N(x, m, s) = exp(-(x - m)^2/(2*s^2))/(s*√(2*π))
model mixed(x: real, y: real) { u ~ normal(0, 1); v ~ normal(u, 2); x = 3*u + 4*v + 1; y = 2*v - u }
assert abs(mixed(3*0.3 + 4*0.5 + 1, 2*0.5 - 0.3) - N(0.3, 0, 1)*N(0.5, 0.3, 2)/10) < 1e-15
## A square of what is positive; the image ends at 0.
model square(x: real) { t ~ exponential(1.5); x = t^2 }
assert abs(square(0.49) - 1.5*exp(-1.5*0.7)/1.4) < 1e-14 and square(-0.2) == 0
## One of two equations, by a latent variable that is summed over.
model either(x: real) { k ~ categorical(p = [0.2, 0.8]); t ~ normal(0, 1); x = (if k == 1 then 2*t else 3*t + 1) }
assert abs(either(0.4) - 0.2*N(0.4, 0, 2) - 0.8*N(0.4, 1, 3)) < 1e-15
print("solved")
#> solved
