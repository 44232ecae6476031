J = read("couplings.csv")  #! G0804: the file couplings.csv cannot be read
