f(h) = mean(h*s for s ~ spin(p = 0.3)).mean  #! G0709: a derivative of this estimate would be lost
print(grad(f)(1))
