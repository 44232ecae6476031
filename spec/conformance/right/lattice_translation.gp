## Around a periodic direction, and under a guard at an open edge.
Λ = square(3, 3, periodic)
M = square(3, 3, open)
x[i] = i.x + 10*i.y for i in Λ
y[i] = x[i + (1, 0)] for i in Λ
print(all(x[i] == y[i + (-1, 0)] for i in Λ), sum(1 for i in M if inside(i + (1, 1))))
#> true 4
