## Markov chains inside of another expectation: oscillators whose frequency is drawn.
I = 1..14
model p(k: spin[I]) {
  param a = 0.3
  k[i] ~ spin(logit = a) for i in I
}
ω(k) = 2 + sum(k[i] for i in I)/7
net ψ(k: spin[I], x: real) {
  param b = 0.3
  exp(-ω(k)*(1 + b)*x^2/2)
}
H(k) = -1/2*Δ + ((x: real) -> ω(k)^2*x^2/2)
F() = mean(log(p(k)) + mean(re(local(H(k), x -> ψ(k, x), x)) for x ~ born(x -> ψ(k, x))) for k ~ p, samples = 4000)
u = 1/(1 + exp(-0.3))
exact = 14*(u*log(u) + (1 - u)*log(1 - u)) + (2 + 2*(2*u - 1))*(1.3/4 + 1/(4*1.3))
f = F()
assert abs(f.mean - exact) < 5*f.err and f.err < 0.05 and f.rhat < 1.05
fit = minimize F() using adam(0.02) with batch = 100, steps = 100
# The best wave function is the ground state, and p the distribution exp(-ω/2)/Z.
assert abs(ψ.b) < 0.06 and abs(p.a + 1/7) < 0.06
print(abs(fit.value.mean + 14*log(2*cosh(1/14)) - 1) < 0.05)
#> true
