Λ = chain(1, periodic)  #! G0306: length 1 of chain(1, periodic) is 1 and periodic
