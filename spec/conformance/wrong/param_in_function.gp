f(x) = { param a = 1; a*x }  #! G0602: a parameter belongs to the body of a net, a model or a flow
y = f(2)
