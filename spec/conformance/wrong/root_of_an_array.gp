a = find_root(x -> [x], 0, 1)  #! G0401: a root is of a function with one number as value, and this has an array over 1..1
