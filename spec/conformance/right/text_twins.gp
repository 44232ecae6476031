## Signs and their ASCII twins mean the same.
I = 1..4
a = sum(i for i ∈ I if i ≥ 2 ∧ ¬(i == 3))
b = sum(i for i in I if i >= 2 and not (i == 3))
c = ∑(i² for i ∈ I)
print(a, b, c, √16 − 2·3, √(2²) ≤ 2, size(I × I))
#> 6 6 30 -2 true 16
