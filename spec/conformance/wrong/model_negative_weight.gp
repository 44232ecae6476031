model p(s: spin[1..2]) ∝ s[1]*s[2]
z = exact(p).logZ  #! G0621: the weight of the model p is negative, or not a number
