model p(x: real) { param a = 1; x ~ normal(a, 1) }
fit = minimize mean(x^2 for x ~ p) using sr(0.1) with steps = 2
export(fit, to = "fit.py", as = jax)  #! G1203: a training by stochastic reconfiguration is not written as a script
g = minimize mean(x^2 for x ~ p) using adam(0.1) with steps = 2
export(g, to = "g.py", as = numpy)    #! G1202: this cannot be written as numpy: a training needs derivatives, which numpy does not take
export(p, to = "p.py", as = jax, train = true, parameters = "p.txt")  #! G0809: parameters are written as .npz or .safetensors
