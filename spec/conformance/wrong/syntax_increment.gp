n = 1
n += 1  #! G0114: += changes a value, and values do not change
