Λ = square(8, 8, periodic)
E(s) = -sum(s[i]*s[j] for (i,j) in bonds(Λ))
Z = sum(exp(-E(s)) for s in spin[Λ])  #! G0308: spin[Λ] has 1.84e+19 configurations, too many to enumerate
