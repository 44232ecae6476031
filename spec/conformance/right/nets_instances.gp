## One instance shares its parameters; two instances have their own. Paths name them.
net shift()(x: real) { param a = 1; x + a }
f = shift()
g = shift()
minimize (f(0) - 3)^2 using sgd(0.5) with steps = 1
print(f.a, g.a, f(10), g(10))
#> 3 1 13 11
