X, Y, Z = pauli(1..3)
net ψ(s: spin[1..3]) {
  param a = 0.3
  exp(a*s[1] + im*a*s[2])
}
fit = minimize mean(local(X[1] + Y[2], ψ, s) for s ~ born(ψ)) using sgd(0.1) with steps = 2  #! G0401: a number or an array is needed here, and this is a complex number
