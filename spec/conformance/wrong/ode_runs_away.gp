x = odesolve(x -> x^2, 1, 0, 2, method = dopri5)  #! G0416: the solution cannot be followed beyond the time 1: the steps become too short
