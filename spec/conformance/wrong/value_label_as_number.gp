S = labels("up", "dn")
m = sum(σ for σ in S)  #! G0402: an element of labels("up", "dn") is not a number
