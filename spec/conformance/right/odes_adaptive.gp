## Steps that follow the error, and the error that they reach.
decay(x, t) = -2*t*x
exact = 3*exp(-4)
coarse = odesolve(decay, 3, 0, 2, method = dopri5(1e-4, 1e-4))
m = dopri5(1e-10, 1e-10)
fine = odesolve(decay, 3, 0, 2, method = m)
assert abs(coarse - exact) < 1e-3 and abs(fine - exact) < 1e-9
print("{fine:.8f} {exact:.8f}")
#> 0.05494692 0.05494692
## The derivative with respect to the beginning is that of the steps taken.
g = grad(x -> odesolve(decay, x, 0, 2, method = m))(3)
assert abs(g - exp(-4)) < 1e-9
## Back and forth in time, and a time that is met twice.
back = odesolve(decay, fine, 2, [2, 1, 0], method = m)
print("{back[1]:.6f} {back[2]:.6f} {back[3]:.6f}")
#> 0.054947 1.103638 3.000000
