model m(s: spin) { g ~ spin(p = 0.5); t ~ spin(p = 0.3); s = 0.5*g + 0.5*t }  #! G0607: s is spin, and this equation can give 0
y = sample(m, 3)
