net shift()(x: real) { param a = 1; x + a }
f = [shift() for k in 1..3]
model p(k: 1..3) { k ~ categorical(logits = [0, 0, 0]) }
m = mean(f[k](2) for k ~ p)  #! G0713: an entry of a list of 3 is chosen before the run
