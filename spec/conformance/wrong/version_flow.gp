model z(x: real) { x ~ normal(0, 1) }
f(x) = 2*x
q = z |> f  #! G0412: a model |> a function: the distribution of a transformed draw is not part of this version
