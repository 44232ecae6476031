flow root(z: real in (0, inf)) { √z }
x = root(-1)  #! G0408: z is real in (0, inf), and this is -1
