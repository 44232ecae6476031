for i in 1..4 { print(i) }  #! G0113: there are no loops
