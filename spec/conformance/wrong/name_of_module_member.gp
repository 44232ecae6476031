import ising
T = ising.critical_temprature()  #! G0202: module ising has no field critical_temprature
