x = sum(i for i in range(4))  #! G0111: range is a word of another language
