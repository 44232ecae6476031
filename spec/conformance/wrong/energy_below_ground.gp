## The chains find no way between the states with s[i] s[i+1] s[i+2] = 1, and stay where each began.
I = 1..9
X, Y, Z = pauli(I)
H = -sum(X[i]*X[i+1]*X[i+2] for i in [1, 4, 7])
ψ(s: spin[I]) = if all(s[i] == s[i+1] and s[i] == s[i+2] for i in [1, 4, 7]) then exp(0.7*(s[1] + s[4] + s[7])) else 0
e = energy(H, ψ, samples = 100)  #! G1042: the Markov chains of |ψ|² cannot move  #! G0615: the Markov chains are not to be trusted: R-hat is +Inf: the chains sit in different places, as with separate modes  #! G1040: the energy -6.4(4) lies below that of the ground state
