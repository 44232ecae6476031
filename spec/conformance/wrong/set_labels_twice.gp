S = labels("up", "dn", "up")  #! G0306: the label "up" is both number 1 and number 3
