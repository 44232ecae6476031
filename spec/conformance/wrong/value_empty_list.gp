x = []  #! G0401: an empty list has no index set
