print("T = {}")  #! G0106: the braces are empty
