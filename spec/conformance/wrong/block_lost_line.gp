f(x) = { x + 1; x^2 }  #! G0115: the value of this expression is lost
z = f(2)
