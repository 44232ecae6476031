## What is written out has the value of what it was written from, with the parameters as they now are.
import nets

I = 1..2
f(x: real[I], y: real) = (x[1] + 2*x[2])^2*exp(y)*exp(-y) - x[1]*(x[1] + 0*y) + log(exp(x[2]))
show(simplify(f))
#> f(x, y) = x[2] - x[1]² + (x[1] + 2·x[2])²
g = expand(f)
show(g)
#> g(x, y) = x[2] + 4·x[1]·x[2] + 4·x[2]²
print(collect(f, "x[2]"))
#> f(x, y) = (1 + 4*x[1])*x[2] + 4*x[2]^2
z = sample([normal(0, 1) for i in I], 20, seed = 1)
u = sample(normal(0, 1), 20, seed = 2)
for_all(h) = max(abs(h(z[n], u[n]) - f(z[n], u[n])) for n in 1..20)
assert for_all(simplify(f)) < 1e-12 and for_all(g) < 1e-12 and for_all(collect(f, "x[1]")) < 1e-12

## Sums over lattices and derivatives are written out as well; the value is over the same sets.
Λ = chain(4, periodic)
E(s: real[Λ]) = -sum(s[i]*s[j] for (i,j) in bonds(Λ))
F = simplify(grad(E))
show(F)
#> F(s) = [-s[2] - s[4], -s[1] - s[3], -s[2] - s[4], -s[1] - s[3]]
s = [1.0*i.x^2 for i in Λ]
assert max(abs(F(s) - grad(E)(s))) < 1e-12

## A learned affine map is a short formula, its numbers rounded where they are shown.
L = nets.linear(I, I)
fit = minimize mean(sum((L(x)[i] - 0.5*x[i] - i)^2 for i in I) for x ~ [normal(0, 1) for i in I]) using adam(cosine(0.1, 1e-5)) with batch = 64, steps = 600, samples = 100
A = simplify(L)
assert max(abs(A(z[1]) - L(z[1]))) < 1e-12 and max(abs(A(z[1]) - [0.5*z[1,i] + i for i in I])) < 1e-4
show(simplify((x: real, y: real) -> if x < y then tanh(-x)*tanh(x) else relu(x)/x))
#> f(x, y) = {-tanh(x)² if x < y, max(0, x)/x otherwise}
show(simplify((x: real, y: real) -> x/y^2/(1 + x)/2))
#> f(x, y) = 0.5·x/(y²·(1 + x))
