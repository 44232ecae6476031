I = 1..3
export(I, to = "I.py", as = numpy)  #! G1203: the set 1..3 cannot be exported as numpy
