T = 2
T = 3  #! G0204: T is defined twice
