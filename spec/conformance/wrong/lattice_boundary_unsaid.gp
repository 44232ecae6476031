Λ = chain(8)  #! G0310: the boundary of chain is not said
