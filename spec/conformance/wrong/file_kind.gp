x = [1, 2]
save(x, "x.doc")  #! G0809: arrays are saved as .npy or .csv
