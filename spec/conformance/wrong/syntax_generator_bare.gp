y = x for x in 1..3, 2  #! G0101: , stands where the statement should end
