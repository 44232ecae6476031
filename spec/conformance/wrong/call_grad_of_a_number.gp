x = 3
y = grad(x^2)  #! G0501: grad takes a function, and this is a number
