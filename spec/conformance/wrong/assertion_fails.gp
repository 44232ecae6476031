F = -2.1
assert F < -2.2, "the bound"  #! G0803: the assertion does not hold: the bound
