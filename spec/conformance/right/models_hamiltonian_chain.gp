## Hamiltonian Monte Carlo of real variables, also beside discrete ones and between walls.
I = 1..3
model well(x: real[I]) ∝ exp(-sum(i*x[i]^2 for i in I)/2)
u = mean(x[2]^2 for x ~ well, samples = 20000)
assert abs(u.mean - 1/2) < 5*u.err

model mixed(s: spin, x: real) ∝ exp(0.5*s - (x - s)^2/2)
m = mean(x for (s, x) ~ mixed, samples = 20000)
assert abs(m.mean - tanh(0.5)) < 5*m.err

model wall(x: real) ∝ exp(if x > 0 then -x else -inf)
w = mean(x for x ~ wall, samples = 20000)
assert abs(w.mean - 1) < 5*w.err
print("agrees")
#> agrees
