## All configurations of a few spins.
N = 3
print(sum(1 for s in spin[1..N]), sum(s[1]*s[2] for s in spin[1..N]), sum(n[1] for n in bit[1..N]))
#> 8 0 4
