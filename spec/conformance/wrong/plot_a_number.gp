plot(3)  #! G0811: a single number is not plotted
