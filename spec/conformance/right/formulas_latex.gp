## LaTeX keeps sums, bounds and names, and adds what is read: sets, numbers, estimates rounded to their errors.
N = 8
Λ = chain(N, open)
J = mean(1 + x for x ~ normal(0, 1), samples = 20000)
E(s: spin[Λ]) = -J.mean*sum(s[i]*s[j] for (i,j) in bonds(Λ))/2
export(E, as = latex)
#> % E, a function
#> % needs amsmath and amssymb
#> \begin{align*}
#> E(s) &= -\frac{\mathrm{mean}^{(J)} \, \sum_{\langle i,\, j\rangle \in \Lambda} s_{i} \, s_{j}}{2} \\
#> J &= 0.994(7) \\
#> \Lambda &= \mathrm{chain}(8,\, \mathrm{open})
#> \end{align*}

net ψ(r: real[1..2]) {                       # trained parameters stand in it
  param a = 0.9123456
  param W₁[i,j] = i - 2*j for i in 1..2, j in 1..2
  u = norm(r)
  if u > 1 then exp(-a*u^2) else tanh(sum(W₁[i,j]*r[j] for i in 1..2, j in 1..2))^2
}
export(ψ, as = latex)
#> % ψ, a net
#> % needs amsmath and amssymb
#> \begin{align*}
#> \psi(r) &= \begin{cases} e^{-a \, u^{2}} & \text{if } u > 1 \\ \tanh^{2}\left(\sum_{i = 1}^{2} \sum_{j = 1}^{2} W_{1;i j} \, r_{j}\right) & \text{otherwise} \end{cases} \\
#> u &= \lVert r\rVert \\
#> a &= 0.9123 \\
#> W_{1} &= \begin{pmatrix} -1 & -3 \\ 0 & -2 \end{pmatrix}
#> \end{align*}

## A gradient has no text of its own: it is written from what it computes, as LaTeX and as a program.
V(q: real[1..4]) = sum((q[i+1] - q[i])^2/2 for i in 1..3)
g = grad(V)
export(g, as = gp)
#> ## g, a function
#> ## q: real[1..4], of shape (..., 4)
#> g(q: real[1..4]) = [(if i < 4 then q[i] - q[i + 1] else 0) + (if 2 <= i then q[i] - q[i - 1] else 0) for i in 1..4]
export(g, as = latex)
#> % g, a function
#> % needs amsmath and amssymb
#> \begin{align*}
#> g(q) &= \left(\begin{cases} q_{i} - q_{i + 1} & \text{if } i < 4 \\ 0 & \text{otherwise} \end{cases} + \begin{cases} q_{i} - q_{i - 1} & \text{if } 2 \leq i \\ 0 & \text{otherwise} \end{cases}\right)_{i \in \{ 1, \dots, 4\}}
#> \end{align*}
show(ψ)
#> ψ(r)    = {exp(-a·u²) if u > 1, tanh(Σ(i,j ∈ 1..2) W₁[i,j]·r[j])² otherwise}
#> u       = ‖r‖
#> a       = 0.9123456
#> W₁[i,j] = i - 2·j   for i,j ∈ 1..2
