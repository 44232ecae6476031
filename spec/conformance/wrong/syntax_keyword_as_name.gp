in = 3  #! G0120: in is a word of the language and names nothing
