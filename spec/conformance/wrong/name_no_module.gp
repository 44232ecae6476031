import isng  #! G0806: there is no module isng
