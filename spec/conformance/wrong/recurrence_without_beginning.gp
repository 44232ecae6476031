h[t] = if t > 0 then 0.5*h[t-1] else h[t+1] for t in 0..4  #! G0510: h[0] needs itself
