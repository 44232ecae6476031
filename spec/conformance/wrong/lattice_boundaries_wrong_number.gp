Λ = square(4, 4, (periodic, open, open))  #! G0310: square has 2 directions, and 3 boundaries are given
