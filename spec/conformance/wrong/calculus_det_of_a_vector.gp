d = det([1, 2, 3]) #! G0401: is of a square array
