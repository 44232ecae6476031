## A molecule from its integrals, and fermions in other forms.
H = fcidump("h2.fcidump")
print(H.electrons, H.ms2, H.orbitals, H.modes)
#> 2 0 1..2 1..2 × labels("up", "dn")
show(H)
#> E + Σ_{p, q, σ} h_{pq} c†_{p,σ} c_{q,σ} + Σ_{p < r, q < s, σ} ((pq|rs) - (ps|rq)) c†_{p,σ} c†_{r,σ} c_{s,σ} c_{q,σ} + Σ_{p, q, r, s} (pq|rs) c†_{p,up} c†_{r,dn} c_{s,dn} c_{q,up}
assert abs(ground(H, sector = H.sector).energy + 0.998149353358) < 1e-11
assert abs(ground(read("h2.fcidump"), sector = H.sector).energy + 0.998149353358) < 1e-11
assert H == H† and abs(ground(jordan_wigner(H)).energy - ground(H).energy) < 1e-11
c = fermions(1..3)
A = c[1]†*c[3] + hc
show(jordan_wigner(A))
#> 0.5 X_1 Z_2 X_3 + 0.5 Y_1 Z_2 Y_3
show(normal_order(c[2]*c[1]*c[1]†))
#> c_2 - c†_1 c_1 c_2
assert normal_order(c[2]*c[1]*c[1]†) == c[2]*c[1]*c[1]†
X, Y, Z = pauli(1..3)
a = [1, 2, 3]
show(sum(a[i]*X[i] for i in 1..3))
#> Σ_{i ∈ 1..3} a[i] X_i
