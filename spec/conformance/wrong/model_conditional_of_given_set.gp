I = 1..3
model p(s: spin[I]) { s[i] ~ spin(logit = 0) for i in 1..2 }  #! G0507: no equation gives s[3]
x = sample(p, 2)
