x = [3, 1, 2]
print(sum(x), prod(x), min(x), max(x), mean(x), argmax(x), count(x[i] > 1 for i in 1..3), any(x[i] > 2 for i in 1..3), all(x[i] > 2 for i in 1..3))
print(logsumexp(0 for i in 1..4) == log(4), sum(i for i in 1..0), prod(i for i in 1..0))
#> 6 6 1 3 2 1 2 true false
#> true 0 1
