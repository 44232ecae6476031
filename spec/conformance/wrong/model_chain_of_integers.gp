model p(x: int) ∝ exp(-x^4)  #! G0614: x is int, and has no bounds
m = mean(x for x ~ p)
