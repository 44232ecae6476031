Λ = chain(4, periodic)
m[i] = 1 for i in Λ
x = m[2]  #! G0301: a number is no element of Λ
