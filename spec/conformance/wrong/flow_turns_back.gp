flow fold(z: real) { z^2 }
y = logdet(fold)(2)  #! G0413: this map is not found to be invertible
