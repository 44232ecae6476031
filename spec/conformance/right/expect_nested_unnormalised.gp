## The normalisation of a small model known up to a constant is summed up for each outer draw, and has derivatives.
model p(k: spin) {
  param a = 0.3
  k ~ spin(logit = a)
}
net φ(k: spin, x: spin) {
  param b = 0.4
  exp(b*x*(k + 0.5)/2)
}
model w(x: spin | k: spin) ∝ exp(0.4*x*(k + 0.5))
F() = mean(mean(x*k for x ~ born((x: spin) -> φ(k, x))) + k for k ~ p)
u = 1/(1 + exp(-0.3))
value = u*(tanh(0.6) + 1) - (1 - u)*(tanh(-0.2) + 1)
assert abs(F().mean - value) < 1e-12
assert abs(mean(mean(x*k for x ~ w(_ | k)) + k for k ~ p).mean - value) < 1e-12
d = gradient F() over p, φ
# ∂a: u(1 - u)(tanh 0.6 + 1 + tanh(-0.2) + 1); ∂b: 3u/(2 cosh² 0.6) + (1 - u)/(2 cosh² 0.2)
show(d)
#> gradient: a = (mean = 0.5719528, err = 0, var = 0), b = (mean = 0.8176303, err = 0, var = 0)
