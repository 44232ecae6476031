model p(k: spin[1..9]) { param a = 0.3
  k[i] ~ spin(logit = a) for i in 1..9 }
net ψ(k: spin[1..9], x: real) { param b = 1
  exp(-b*x^2*(2 + k[1])) }
F() = mean(var(x for x ~ born((x: real) -> ψ(k, x)), inner = 2) for k ~ p)  #! G1020: the gradient of a variance does not follow from 2 samples
fit = minimize F() using adam(0.01) with batch = 10, steps = 1
