f(x: real) = x^2
export(f, to = "f.f90", as = fortran)  #! G0810: fortran is no language that is exported to
