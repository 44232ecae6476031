input T = 2.0
model p(x: real) { x ~ normal(0, 1) }
g = gradient mean(x*T for x ~ p) over T with samples = 100  #! G0706: T is not a parameter
