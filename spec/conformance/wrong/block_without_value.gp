f(x) = { y = x^2 }  #! G0504: a block ends in its value
z = f(2)
