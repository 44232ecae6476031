I = 1..14
X, Y, Z = pauli(I)
H = -sum(X[i] for i in I)
model p(s: spin[I]) { s[i] ~ spin(logit = 50) for i in I }
ψ(s: spin[I]) = √p(s)
e = energy(H, ψ)  #! G1041: all samples are one configuration, and it is no eigenstate
