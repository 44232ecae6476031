## Inputs have defaults, and are flags of gibbs run.
input L = 4        "linear size"
input T: real = 2  "temperature"
input hot = false
print("{L} {T} {hot}")
#> 4 2 false
