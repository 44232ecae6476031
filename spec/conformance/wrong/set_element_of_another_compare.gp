Λ = chain(4, periodic)
M = chain(4, periodic)
n = sum(1 for i in Λ, j in M if i == j)  #! G0301: an element of Λ is compared with one of M
