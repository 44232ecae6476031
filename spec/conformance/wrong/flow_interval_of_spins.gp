flow turn(z: spin in (0, 1)) { z }  #! G0408: spin has no interval
