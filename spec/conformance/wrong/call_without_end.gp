f(n) = f(n + 1)  #! G0503: calls are nested more than 400 deep
x = f(0)
