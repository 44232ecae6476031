f(x) = x^2
export(f, to = "f.py", as = numpy)  #! G0810: export as numpy is not part of this version
