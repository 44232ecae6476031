T = 2.27 € 3  #! G0102: € is no sign of Gibbs
