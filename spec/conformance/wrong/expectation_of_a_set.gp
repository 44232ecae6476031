m = mean(s for s ~ spin)  #! G0702: a draw comes from a distribution or a model, and this is a function
