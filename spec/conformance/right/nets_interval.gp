## A parameter with an interval stays inside.
net f() { param a = 0.5 in (0, 1); a }
maximize f() using sgd(100) with steps = 5
assert f.a > 0.5 and f.a <= 1
print("inside")
#> inside
