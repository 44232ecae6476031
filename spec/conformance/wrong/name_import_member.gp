from ising import free_enrgy  #! G0202: module ising has no name free_enrgy
