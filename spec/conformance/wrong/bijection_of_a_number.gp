T = bijection(2)  #! G0414: bijection takes a map, and this is a number
