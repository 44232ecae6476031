import nets
f = nets.mlp(1..3, 1..2, 8)
g = nets.residual(1..3, 1..2, 4, 2)
h = nets.linear(1..3, 1..2)
x = [0.1, -0.2, 0.3]
y = [f(x), g(x), h(x)]
print(size(1..3), y[1,1] == f(x)[1])
#> 3 true
