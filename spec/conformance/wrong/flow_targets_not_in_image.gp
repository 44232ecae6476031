flow up(z: real) { exp(z) }
q = normal(0, 1) |> up⁻¹
print(q(1))  #! G0408: exp(z) has to lie in (0, inf), and what comes before its inverse is not known to
