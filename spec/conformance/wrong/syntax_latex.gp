x = \sum  #! G0112: \sum is LaTeX
