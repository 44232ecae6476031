x = [1, 2, 3]
y[i] = if i < 3 then x[i+1] else x[i+2] for i in 1..3  #! G0302: i + 2 leaves 1..3
