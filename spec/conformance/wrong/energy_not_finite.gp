I = 1..4
X, Y, Z = pauli(I)
ψ(s: spin[I]) = √(1.5 + s[1] + s[2])
e = energy(X[1], ψ)  #! G0708: the sum over 16 joint values is not a number
model p(s: spin[I]) { s[i] ~ spin(logit = 3) for i in I }
φ(s: spin[I]) = √p(s)*exp(im*√(1 + s[1] - s[3]))
f = energy(X[1] + X[3], φ, samples = 15)  #! G0708: the integrand is not finite at 15 of 15 samples
