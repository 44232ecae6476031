model p(x: 3) { x ~ normal(0, 1) }  #! G0408: a type is needed here, and this is a number
