x = [1, 2]
y = [1, 3]
same = x == y  #! G0405: == compares numbers, and this is an array
