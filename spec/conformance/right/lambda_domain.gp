## An argument without a type has that of the first annotated thing that it is handed to.
I = 1..2
φ(a, x: real[I]) = exp(-a*sum(x[i]^2 for i in I)/2)
V(x) = sum(x[i]^2/2 for i in I)
e = mean(local(-1/2*Δ + V, x -> φ(1, x), x) for x ~ born(x -> φ(1, x)), samples = 100)
assert abs(e.mean - 1) < 1e-9
print(abs(e.mean - 1) < 1e-9)
#> true
