T = 2
if T > 1 { print("hot") }  #! G0116: the condition is not followed by then
