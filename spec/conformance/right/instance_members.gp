## A net without data is a value with members, and stands for the value at the end of its body where one is needed.
net shell(E)() {
  r = floor(√E)
  M = set((a, b) for a in -r..r, b in -r..r if a^2 + b^2 <= E)
  energy[(a, b)] = a^2 + b^2 for (a, b) in M
  lowest(i) = element(sort(M, by = (a, b) -> a^2 + b^2), i)
  M
}
net pair(E)() {
  low = shell(1)
  high(n) = shell(E + n)
}
S = shell(2)
assert size(S) == 9 and sum(S.energy[m] for m in S) == 12
assert S.energy[S.lowest(1)] == 0 and S.energy[S.lowest(9)] == 2
p = pair(4)
assert size(p.low) == 5 and size(p.high(0)) == 13
first(K: S[1..2]) = S.energy[K[1]]
assert first([S.lowest(9), S.lowest(1)]) == 2
print("{size(S)} {size(p.high(0))} {S.energy[S.lowest(9)]}")
#> 9 13 2
