net f(x: real) {
  param W[i,j] = 0 for i in 1..300000, j in 1..300000  #! G0309: W would have 90000000000 elements (720.0 GB)
  W[1,1]*x
}
y = f(1)
