## Histograms of draws under their density, levels as functions of a parameter, and levels alone.
c = [-2, 2]
m = mixture([0.3, 0.7], [normal(c[k], 1) for k in 1..2])
x = sample(m, 500)
plot(x, m, kind = histogram, title = "draws of a mixture", to = "histogram.png")
plot(x, t -> exp(-abs(t)), kind = histogram, to = "histogram.pdf")
X, Y, Z = pauli(1..3)
H(g) = -Z[1]*Z[2] - Z[2]*Z[3] - g*sum(X[i] for i in 1..3)
## field, in units of the coupling
h = [0.5*k for k in 0..4]
E = [spectrum(H(g), k = 4) for g in h]
plot(h, E, to = "levels.svg")
plot(spectrum(H(1), k = 4), kind = levels, to = "spectrum.svg")
print("drawn")
#> drawn
