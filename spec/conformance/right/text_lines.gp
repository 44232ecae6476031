## A statement goes on after an operator or comma, inside brackets, and where a line begins with an operator.
a = 1 +
    2
b = 1
  + 2
c = (1
     + 2)
d = sum(i
        for i in 1..2)
e = 3; f = 4
print(a, b, c, d, e, f)
#> 3 3 3 3 3 4
