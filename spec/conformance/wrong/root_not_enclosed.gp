a = find_root(x -> x^2 + 1, -1, 1)  #! G0420: the function does not change its sign between these numbers
