## Draws outside the support have probability zero.
model p(k: 1..3) { k ~ categorical(logits = [0, 0, 0], support = [true, false, true]) }
print(p(1), p(2), p(3))
#> 0.5 0 0.5
