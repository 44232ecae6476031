I = 1..4
model thermal(s: spin[I]) ∝ exp(sum(s[i]*s[i+1] for i in 1..3))
w = thermal([1, 1, 1, 1])  #! G0611: the model thermal is known up to a constant, so its density has no value
