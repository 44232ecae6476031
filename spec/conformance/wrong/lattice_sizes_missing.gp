Λ = cubic(4, 4, periodic)  #! G0310: cubic needs 3 sizes and its boundary
