param W = 1  #! G0602: a parameter belongs to the body of a net, a model or a flow
