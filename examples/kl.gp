## Mode covering and mode seeking: one Gaussian fitted to two humps, with the two directions of the divergence.

input steps = 1500        "training steps"
input batch = 2000        "samples a step"

model target(x: real) {
  k ~ categorical(p = [0.5, 0.5])                      # not in the signature: summed out exactly
  x ~ normal([-2, 2][k], 0.6)
}
model gaussian()(x: real) {
  param m = 1                                          # closer to the right-hand hump: from 0.5 the reverse fit settles between them
  param u = 0
  x ~ normal(m, exp(u))
}
cover = gaussian()
seek = gaussian()
minimize kl(target, cover) using adam(0.02) with batch = batch, steps = steps
minimize kl(seek, target) using adam(0.02) with batch = batch, steps = steps
print("covering: mean {cover.m:.3f}, sd {exp(cover.u):.3f}   seeking: mean {seek.m:.3f}, sd {exp(seek.u):.3f}")

## Covering keeps the moments of the target: its mean 0, and its variance 0.6² + 2². Seeking settles on the hump at 2, of
## width 0.6; what the other hump adds there is of the order exp(-2²/2·0.6²) = 4e-3.
assert abs(cover.m) < 0.15 and abs(exp(cover.u) - sqrt(0.6^2 + 4)) < 0.1, "forward: the moments of the target"
assert abs(seek.m - 2) < 0.1 and abs(exp(seek.u) - 0.6) < 0.05, "reverse: one of its humps"
