## Parameters are saved with a description, and loaded into a definition like it.
net f(n)(x: real[1..n]) { param a[i] = i for i in 1..n; sum(a[i]*x[i] for i in 1..n) }
p = f(3)
save(p, "p.safetensors")
q = f(3)
fit = minimize (q([1, 1, 1]) - 1)^2 using sgd(0.1) with steps = 20
load(q, "p.safetensors")
print(q([1, 10, 100]))
#> 321
