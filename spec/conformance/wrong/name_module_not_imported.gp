p = van.made(1..4)  #! G0201: van is not defined
