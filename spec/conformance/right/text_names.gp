## Letters of any script, digits, subscripts and primes make names; µ (micro) and μ (mu) are one name.
x₁ = 1
x₁′ = 2
µ = 3
print(x₁ + x₁′, μ)
#> 3 3
