Λ = square(3, 3, open)
s[i] = 1 for i in Λ
E = sum(s[i]*s[i + (1, 0)] for i in Λ)  #! G0302: i + (1, 0) leaves Λ
