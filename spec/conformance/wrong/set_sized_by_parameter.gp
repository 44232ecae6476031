net f(x: real) { param n = 3; sum(x^k for k in 1..floor(n)) }  #! G0305: a size must be a number that is known before the run
y = f(2)
