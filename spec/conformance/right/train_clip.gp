## Noise without a variance: the mean of Cauchy variables is a Cauchy variable, whatever the batch.
cauchy = student(dof = 1, loc = 0, scale = 1)
net cut() { param a = 1; a }
net bare() { param a = 1; a }
fit = minimize mean(cut()^2/2 + cut()*x for x ~ cauchy) using adam(0.02) with batch = 100, steps = 1000
rest = minimize mean(bare()^2/2 + bare()*x for x ~ cauchy) using adam(0.02) with batch = 100, steps = 1000, clip = inf
print(fit.clipped > 10, rest.clipped)
#> true 0
