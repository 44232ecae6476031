## What is known of the inverse of a map.
I = 1..2
flow up(z: real[I]) { [exp(z[i]) for i in I] }
help(up)
#> flow up(z), 0 parameters
#> 2 steps in closed form
#> it has values where exp(z) lies in (0, inf)
#> operations for each sample: 2 forwards, 2 for log|det|, 2 backwards
