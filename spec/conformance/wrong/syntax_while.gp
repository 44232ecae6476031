while x > 0 { x = x - 1 }  #! G0113: while is no word of Gibbs
