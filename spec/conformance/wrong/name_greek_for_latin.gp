beta = 2
x = β  #! G0201: β is not defined
