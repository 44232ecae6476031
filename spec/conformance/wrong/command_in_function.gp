f(x) = { print(x); x }  #! G0504: a body holds equations and its value
y = f(1)
