## The energy of a triangular antiferromagnet is at least minus one per site.
Λ = triangular(3, 3, periodic)
E(s) = sum(s[i]*s[j] for (i,j) in bonds(Λ))
print(min(E(s) for s in spin[Λ]), max(E(s) for s in spin[Λ]))
#> -9 27
