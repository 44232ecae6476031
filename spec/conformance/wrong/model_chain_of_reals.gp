model p(x: real) ∝ exp(-x^4)  #! G0614: x is real, and Markov chains of real variables are not part of this version
m = mean(x for x ~ p)
