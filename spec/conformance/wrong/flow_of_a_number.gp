q = normal(0, 1) |> 2  #! G0414: |> goes on with a map, and this is a number
