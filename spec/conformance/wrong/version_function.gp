A = [[2, 1], [1, 3]]
d = eigvals(A)  #! G0412: eigvals belongs to the language, but is not part of this version
