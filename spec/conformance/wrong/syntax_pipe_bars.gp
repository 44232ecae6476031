y = |3 - 5|  #! G0109: | is no bracket
