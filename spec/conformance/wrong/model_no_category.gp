model p(k: 1..3) { k ~ categorical(logits = [0, 0, 0], support = [false, false, false]) }  #! G0608: leaves no category
