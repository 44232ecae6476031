E(s) = -s[1]*s[2]
export(E, to = "E.py", as = numpy)  #! G1201: what its arguments are is not said
