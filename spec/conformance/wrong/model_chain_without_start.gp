model p(x: real, y: real) ∝ exp(sqrt(-1 - x^2) - y^2)
m = mean(x*y for (x, y) ~ p)  #! G0619: no point was found where a chain of p could begin
