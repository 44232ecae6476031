f = lambda x: x^2  #! G0110: lambda is no word of Gibbs
