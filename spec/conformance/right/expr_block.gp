## A block ends in its value; equations in it have no order.
f(x) = {
  z = y + 1
  y = x^2
  2*z
}
print(f(3))
#> 20
