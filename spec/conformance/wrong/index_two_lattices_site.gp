Λ = chain(4, periodic)
M = chain(6, periodic)
s[i] = 1 for i in Λ
t[k] = s[k] for k in M  #! G0301: an index over Λ is needed here, and this is an element of M
