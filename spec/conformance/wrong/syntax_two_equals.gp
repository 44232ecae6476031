a = b = 3  #! G0118: an equation has one sign =
