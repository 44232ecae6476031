S = (i for i in 1..3)  #! G0127: a generator stands in a call or a list
