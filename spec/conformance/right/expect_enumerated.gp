## Where there are fewer states than samples the mean is exact.
model p(s: spin[1..3]) { s[i] ~ spin(logit = 0.4) for i in 1..3 }
m = mean(s[1]*s[2]*s[3] for s ~ p)
print("{m.mean:.9f} {tanh(0.2)^3:.9f}")
#> 0.007689154 0.007689154
