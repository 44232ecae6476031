x = [1, 2, 3]
plot(x, to = 3)  #! G0402: to is a string
