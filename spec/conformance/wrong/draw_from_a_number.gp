model p(x: real) { x ~ 3 }  #! G0601: a variable is drawn from a distribution, and this is a number
m = mean(x for x ~ p)
