model p(k: 1..2, x: real) {
  k ~ categorical(p = [0.5, 0.5])
  x ~ if k == 1 then 0 else normal(0, 1)  #! G0601: a condition chooses between distributions of single values, and this is a number
}
y = p(1, 1)
