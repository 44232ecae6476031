x = [1, 2, 3]
z[a,b] = x[a]*x[b] for a in 1..3, b in 1..2
plot(x, x, z, kind = contour)  #! G0811: contours need z over the sets of x and y
