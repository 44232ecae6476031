x = 3
y = [x : real]  #! G0126: a type stands only in a signature
