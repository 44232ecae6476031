f(x: real[1..2]) = [x[1]^2, x[2]]
g = grad(f)([1, 2])  #! G0410: grad is of a function with one number as value, and this has an array over 1..2
