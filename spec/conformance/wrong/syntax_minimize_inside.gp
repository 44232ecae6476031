y = 1 + minimize x  #! G0119: minimize begins a statement or its right side, nowhere else
