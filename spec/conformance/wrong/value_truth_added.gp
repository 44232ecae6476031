a = (1 < 2) + 1  #! G0405: + takes numbers, and this is a truth value
