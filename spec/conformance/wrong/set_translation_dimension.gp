Λ = cubic(2, 2, 2, periodic)
s[i] = 1 for i in Λ
x = sum(s[i + (1, 0)] for i in Λ)  #! G0307: a translation of Λ has 3 components, and this has 2
