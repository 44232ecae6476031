model p(n: bit[1..3]) { n[i] ~ spin(logit = 0) for i in 1..3 }  #! G0607: n is bit[1..3], and this distribution draws elements of spin
m = mean(n[1] for n ~ p)
