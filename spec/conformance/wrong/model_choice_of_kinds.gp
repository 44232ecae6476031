model p(k: 1..2, m: 1..3) {
  k ~ categorical(p = [0.5, 0.5])
  m ~ if k == 1 then categorical(p = [0.5, 0.25, 0.25]) else normal(0, 1)  #! G0607: the two sides of this choice draw different kinds of values
}
x = p(1, 1)
