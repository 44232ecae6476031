x = 0.5
print("{x:.3q}")  #! G0802: ".3q" is no number format: write a width, a point and a number of digits, and one of f e g d, as in .4f
