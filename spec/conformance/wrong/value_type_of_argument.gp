I = 1..3
f(x: real[I]) = sum(x)
y = f([1, 2])  #! G0403: x is real[1..3], and this is an array over 1..2
