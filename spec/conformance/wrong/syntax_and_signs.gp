c = 1 < 2 && 2 < 3  #! G0109: && is no operator of Gibbs
