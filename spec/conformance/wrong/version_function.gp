A = [[2, 1], [1, 3]]
d = det(A)  #! G0412: det belongs to the language, but is not part of this version
