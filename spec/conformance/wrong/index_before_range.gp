x[t] = t for t in 0..4
v[t] = x[t] - x[t-1] for t in 0..4  #! G0302: t - 1 leaves 0..4
