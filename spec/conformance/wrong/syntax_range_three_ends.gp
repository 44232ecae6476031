s = sum(i for i in 1..3..9)  #! G0125: a range has two ends
