net f(x: real) { param a = 1; a*x }
fit = minimize mean((f(x) - x)^2 for x ~ normal(0, 1)) using sr(0.1) with steps = 3  #! G0711: sr needs the scores of draws, and this objective has none
