f(x, width = 2) = x*width
y = f(1, widht = 3)  #! G0502: f has no argument widht
