## One bond for each site and direction; an open edge has none.
B(Λ) = sum(1 for (i,j) in bonds(Λ))
print(B(square(4, 4, periodic)), B(square(4, 4, open)), B(square(4, 4, (periodic, open))))
print(B(chain(6, periodic)), B(triangular(4, 4, periodic)), B(honeycomb(3, 3, periodic)), B(kagome(3, 3, periodic)), B(cubic(3, 3, 3, periodic)))
print(B(complete(5)), B(graph([[1, 2], [2, 3]])), B(chain(2, periodic)))
#> 32 24 28
#> 6 48 27 54 81
#> 10 2 2
