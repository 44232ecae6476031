package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Every path adds in the order that the documentation of Sum states, so the bits agree.
func TestSumOrder(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(31, 32))
		for n := range 200 {
			x, y := normals(r, n), normals(r, n)
			var s, d [32]float64
			for i := range x {
				s[i%32] += x[i]
				d[i%32] = math.FMA(x[i], y[i], d[i%32])
			}
			for h := 16; h > 0; h /= 2 {
				for i := range h {
					s[i] += s[i+h]
					d[i] += d[i+h]
				}
			}
			if got := Sum(x); got != s[0] {
				t.Errorf("length %d: Sum is %v, want %v", n, got, s[0])
			}
			if got := Dot(x, y); got != d[0] {
				t.Errorf("length %d: Dot is %v, want %v", n, got, d[0])
			}
		}
	})
}

func TestSumOfLimits(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		inf, nan := math.Inf(1), math.NaN()
		for _, c := range []struct {
			x    []float64
			want float64
		}{
			{nil, 0}, {[]float64{inf, 1}, inf}, {[]float64{-inf, 1}, -inf}, {[]float64{inf, -inf}, nan},
			{[]float64{nan}, nan}, {[]float64{math.MaxFloat64, math.MaxFloat64}, inf},
		} {
			if got := Sum(c.x); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
				t.Errorf("Sum(%v) = %v", c.x, got)
			}
		}
	})
}

func TestMaxOf(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		if got := MaxOf(nil); !math.IsInf(got, -1) {
			t.Errorf("MaxOf of nothing is %v", got)
		}
		for n := 1; n < 71; n++ {
			x := make([]float64, n)
			for i := range x {
				x[i] = -float64(i) - 5
			}
			for i := range x {
				old := x[i]
				for _, v := range []float64{-1, 3, math.Inf(1), math.NaN()} {
					x[i] = v
					if got := MaxOf(x); got != v && !(math.IsNaN(got) && math.IsNaN(v)) {
						t.Fatalf("length %d with %v at %d: %v", n, v, i, got)
					}
				}
				x[i] = old
			}
		}
	})
}

func TestBounded(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		for n := range 71 {
			x := make([]float64, n)
			for i := range x {
				x[i] = -2
			}
			if !active.bounded(x, 2) {
				t.Errorf("length %d: 2 is not within 2", n)
			}
			for i := range x {
				for _, v := range []float64{math.Nextafter(2, 3), -3, math.Inf(1), math.Inf(-1), math.NaN()} {
					x[i] = v
					if active.bounded(x, 2) {
						t.Errorf("length %d: %v at %d is within 2", n, v, i)
					}
				}
				x[i] = 2
			}
		}
	})
}

func TestGather(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(33, 34))
		for n := range 71 {
			const rows, stride, base = 7, 75, 11
			b := normals(r, base+rows*stride)
			idx := make([]float64, n)
			for i := range idx {
				idx[i] = float64(r.IntN(rows))
			}
			lanes, table := make([]float64, n), make([]float64, n)
			GatherLanes(lanes, b, idx, stride, base)
			GatherTable(table, b, idx, stride, base)
			for i := range idx {
				p := base + int(idx[i])*stride
				if lanes[i] != b[p+i] || table[i] != b[p] {
					t.Fatalf("length %d, sample %d, index %v: %v and %v, want %v and %v", n, i, idx[i], lanes[i], table[i], b[p+i], b[p])
				}
			}
		}
	})
}

// An index that leads outside reads 0, and the destination may be the index.
func TestGatherOutside(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		b := []float64{1, 2, 3, 4, 5}
		idx := []float64{-1, 0, 4, 5, 1e18, -1e18, 2, math.MaxInt32, 3, -1}
		dst := append([]float64(nil), idx...)
		GatherTable(dst, b, dst, 1, 0)
		same(t, "GatherTable", dst, []float64{0, 1, 5, 0, 0, 0, 3, 0, 4, 0})
		dst = append(dst[:0], -1, -1, -1, 0, 1)
		GatherLanes(dst, b, dst, 1, 0)
		same(t, "GatherLanes", dst, []float64{0, 1, 2, 4, 0})
	})
}

// The published form of Adam, with its bias corrections, on the same gradients.
func TestAdamIsPublished(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		const lr, b1, b2, eps, n = 0.01, 0.9, 0.999, 1e-8, 37
		r := rand.New(rand.NewPCG(35, 36))
		param := normals(r, n)
		m, v := make([]float64, n), make([]float64, n)
		want := append([]float64(nil), param...)
		wm, wv := make([]float64, n), make([]float64, n)
		for step := 1; step <= 20; step++ {
			grad := normals(r, n)
			c1, c2 := 1-math.Pow(b1, float64(step)), 1-math.Pow(b2, float64(step))
			Adam(param, grad, m, v, lr*math.Sqrt(c2)/c1, b1, b2, eps*math.Sqrt(c2))
			for i, g := range grad {
				wm[i] = b1*wm[i] + (1-b1)*g
				wv[i] = b2*wv[i] + (1-b2)*g*g
				want[i] -= lr * (wm[i] / c1) / (math.Sqrt(wv[i]/c2) + eps)
			}
		}
		for i := range want {
			if math.Abs(param[i]-want[i]) > 1e-14*(1+math.Abs(want[i])) {
				t.Errorf("parameter %d is %v, want %v", i, param[i], want[i])
			}
		}
	})
}

// Adam by hand, bit by bit, at every length: nothing beyond the end changes.
func TestAdamEveryLength(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		rate, b1, b2, eps := 0.01, 0.9, 0.99, 1e-8
		r := rand.New(rand.NewPCG(37, 38))
		for n := range 71 {
			p, g, m, v := normals(r, n+1), normals(r, n+1), normals(r, n+1), normals(r, n+1)
			Abs(v, v)
			wp, wm, wv := append([]float64(nil), p...), append([]float64(nil), m...), append([]float64(nil), v...)
			for i := range n {
				wm[i] = math.FMA(1-b1, g[i], float64(b1*m[i]))
				wv[i] = math.FMA(1-b2, float64(g[i]*g[i]), float64(b2*v[i]))
				wp[i] -= float64(float64(rate*wm[i]) / (math.Sqrt(wv[i]) + eps))
			}
			Adam(p[:n], g[:n], m[:n], v[:n], rate, b1, b2, eps)
			same(t, "m", m, wm)
			same(t, "v", v, wv)
			same(t, "param", p, wp)
		}
	})
}
