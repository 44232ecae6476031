minimize 3^2 using adam(0.1) with steps = 2  #! G0705: this objective has no parameters to train
