model q(z: real | x: real) { z ~ normal(x, 1); x ~ normal(0, 1) }  #! G0610: x is given (it stands after |), and is not drawn
m = mean(z for z ~ q(_ | 1))
