model p(k: spin[1..9]) { k[i] ~ spin(logit = 0.3) for i in 1..9 }
model v(x: real | k: spin[1..9]) ∝ exp(-x^2*(2 + k[1]))
model w(y: real | x: real) ∝ exp(-(y - x)^2)
e = mean(mean(mean(x*y for y ~ w(_ | x)) for x ~ v(_ | k)) for k ~ p)  #! G0613: the model v is known up to a constant, and there is a Markov chain inside of its expectation and one around it
