S = 1..100000 times 1..100000  #! G0306: the product 1..100000 × 1..100000 has 10000000000 elements, more than the 2147483648 a set may have
x = size(S)
