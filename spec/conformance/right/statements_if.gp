T = 2.5
if T > 2.269 then print("disordered") else print("ordered")
if T < 1 then { print("cold") }
#> disordered
