T = odeflow(x -> -x, 1, 1)  #! G0415: this flow begins and ends at the time 1
