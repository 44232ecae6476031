f(x) = x^2
y = f + 1  #! G0401: a number or an array is needed here, and this is a function
