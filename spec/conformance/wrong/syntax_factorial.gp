y = 5!  #! G0109: ! is no operator of Gibbs
