Λ = square(4, 4, periodic)
M = square(4, 4, periodic)
s[i] = 1 for i in Λ
E = sum(s[i] for i in M)  #! G0301: an index over Λ is needed here, and this is an element of M
