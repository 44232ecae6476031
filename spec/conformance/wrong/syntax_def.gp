def f(x): return x^2  #! G0110: def is no word of Gibbs
