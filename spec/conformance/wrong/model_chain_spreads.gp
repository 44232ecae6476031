model p(x: real[1..2]) ∝ exp(-(x[1] - x[2])^2)
r = mean((x[1] - x[2])^2 for x ~ p, samples = 4000)  #! G0620: the chains of p spread without end along x[
