f(x) = x
y = f(1, 2)  #! G0502: f takes 1 argument, and this is one more
