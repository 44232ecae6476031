E = 1
Ε = 2  #! G0205: Ε looks like the name E, and is another
