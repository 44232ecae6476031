import crystal
a = crystal.setting("F d -3 m")  #! G1101: crystal.setting: "F d -3 m" leaves open which origin or axes of space group 227 are meant: it may be "F d -3 m :2", "F d -3 m :1"
b = crystal.group("P b n m")  #! G1101: crystal.group: "P b n m" is the symbol of no space group in its standard setting
