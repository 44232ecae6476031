flow move(z: real | a: real) { z + a }
flow scale(z: real | a: real, b: real) { z*exp(a + b) }
T = move |> scale
x = T(1 | 2, 3)  #! G0502: one part of this composition has 1 condition, and another 2
