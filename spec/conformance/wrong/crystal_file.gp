c = read("broken.cif")  #! G0804: the file broken.cif cannot be read
