import crystal
s = crystal.parse("225-a-Na-o-o-0.1-X-5.64-5.64-5.64-90-90-90")  #! G1101: crystal.parse: token 6, "0.1": position a of space group 225 is 0, 0, 0, where z is o
t = crystal.multiplicity(225, "m")  #! G1101: crystal.multiplicity: the space group 225 (F m -3 m) has no Wyckoff position "m"; its letters go from a to l
