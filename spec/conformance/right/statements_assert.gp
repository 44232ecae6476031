assert 1 + 1 == 2, "arithmetic"
assert abs(0.1 + 0.2 - 0.3) < 1e-15
print("done")
#> done
