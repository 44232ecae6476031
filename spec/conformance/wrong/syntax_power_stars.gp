y = 3**2  #! G0109: ** is no operator of Gibbs
