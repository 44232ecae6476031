Λ = square(4, 4, 5)  #! G0310: square needs 2 sizes and its boundary
