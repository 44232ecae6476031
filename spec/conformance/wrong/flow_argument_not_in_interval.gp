flow root(z: real in (0, inf)) { √z }
q = normal(0, 1) |> root
print(q(1))  #! G0408: z has to lie in (0, inf), and what comes before it is not known to
