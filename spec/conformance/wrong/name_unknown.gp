L = 4
Λ = square(L, L, periodic)
E(s) = -J*sum(s[i]*s[j] for (i,j) in bonds(Λ))  #! G0201: J is not defined
x = E([1 for i in Λ])
