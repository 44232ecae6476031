Λ = square(16, 16, periodic)
M = square(8, 8, periodic)
E(s: spin[Λ]) = -sum(s[k]*s[j] for (k, j) in bonds(M))  #! G0301: an index over Λ is needed here, and this is an element of M
x = E([1 for i in Λ])
