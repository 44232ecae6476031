model p(x: real in (0, 1)) { x ~ normal(0, 1) }  #! G0408: x is drawn, and has the support of its distribution
