model thermal(s: spin[1..4]) ∝ exp(s[1]*s[2])
x = sample(thermal, 5)  #! G0613: the model thermal is known up to a constant: it is drawn from by a Markov chain
