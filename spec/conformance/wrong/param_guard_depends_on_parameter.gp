net f(x: real) {
  param a = 1
  param W[i] = 0 for i in 1..3 if a < 0  #! G0605: which elements a parameter has cannot depend on parameters or draws
  x*sum(W)
}
y = f(1)
