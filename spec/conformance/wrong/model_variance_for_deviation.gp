σ = 3
model p(x: real) { x ~ normal(0, σ^2) }  #! G0609: the second argument of normal is the standard deviation, and this is a square
m = mean(x for x ~ p)
