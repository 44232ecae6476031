N = 6
s[i] = 1 for i in 1..N
E = sum(s[i]*s[i+1] for i in 1..N)  #! G0302: i + 1 leaves 1..6
