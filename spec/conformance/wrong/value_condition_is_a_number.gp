T = 2
x = if T then 1 else 0  #! G0405: a condition is true or false, and this is a number
