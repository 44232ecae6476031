net linear(n)(x: real[n]) { param w[i] = 1 for i in n; sum(w[i]*x[i] for i in n) }
f(x) = linear(1..2)(x)  #! G0603: linear(…) makes parameters, and a plain function cannot own any
y = f([1, 2])
