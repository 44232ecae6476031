flag = True  #! G0111: True is a word of another language
