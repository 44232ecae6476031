package main

import (
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// elementwise writes the kernels of elementwise.go, those without a series.
func elementwise(s isa) {
	map2 := func(name string, f func(x, y vec) vec) {
		s.mapping(name, "dst x y", 4, func(v reader) vec { return f(v(1), v(2)) })
	}
	map2("add", func(x, y vec) vec { return s.add(x, y) })
	map2("sub", func(x, y vec) vec { return s.sub(x, y) })
	map2("mul", func(x, y vec) vec { return s.mul(x, y) })
	map2("div", func(x, y vec) vec { return s.div(x, y) })
	map2("min", s.minimum)
	map2("max", s.maximum)
	map2("lt", func(x, y vec) vec { return s.truth(s.compare(less, x, y)) })
	map2("le", func(x, y vec) vec { return s.truth(s.compare(lessEqual, x, y)) })
	map2("eq", func(x, y vec) vec { return s.truth(s.compare(equal, x, y)) })
	map2("ne", func(x, y vec) vec { return s.truth(s.compare(notEqual, x, y)) })
	map2("and", func(x, y vec) vec { return s.and(s.isTrue(x), s.isTrue(y)) })
	map2("or", func(x, y vec) vec { return s.or(s.isTrue(x), s.isTrue(y)) })
	s.mapping("mulAdd", "dst x y", 4, func(v reader) vec { return s.fma(v(1), v(2), v(0)) })
	s.mapping("addMul", "dst z x y", 4, func(v reader) vec { return s.fma(v(2), v(3), v(1)) })
	s.mapping("subMul", "dst z x y", 4, func(v reader) vec { return s.fnma(v(2), v(3), v(1)) })
	s.mapping("mulSub", "dst x y z", 4, func(v reader) vec { return s.fma(v(1), v(2), s.xor(v(3), bits(signBit))) })
	s.mapping("choose", "dst c x y", 4, func(v reader) vec {
		return s.blend(s.compare(equal, v(1), num(0)), v(3), v(2))
	})
	s.mapping("tanhGrad", "dst y dy", 4, func(v reader) vec {
		y := v(1)
		return s.mul(v(2), s.fnma(y, y, num(1)))
	})
	s.mapping("sigmoidGrad", "dst y dy", 4, func(v reader) vec {
		y := v(1)
		return s.mul(v(2), s.mul(y, s.sub(num(1), y)))
	})
	s.mapping("neg", "dst x", 4, func(v reader) vec { return s.xor(v(1), bits(signBit)) })
	s.mapping("abs", "dst x", 4, func(v reader) vec { return s.absOf(v(1)) })
	s.mapping("sign", "dst x", 4, func(v reader) vec {
		x := v(1)
		return s.blend(s.compare(less, num(0), s.absOf(x)), s.copySign(s.reg(num(1)), x), x)
	})
	s.mapping("floor", "dst x", 4, func(v reader) vec { return s.floor(v(1)) })
	s.mapping("sqrt", "dst x", 1, func(v reader) vec { return s.sqrt(v(1)) })
	s.mapping("recip", "dst x", 1, func(v reader) vec { return s.div(num(1), v(1)) })
	s.scaling("addS", func(a vec, v reader) vec { return s.add(v(1), a) })
	s.scaling("mulS", func(a vec, v reader) vec { return s.mul(a, v(1)) })
	s.scaling("axpy", func(a vec, v reader) vec { return s.fma(a, v(1), v(0)) })
	s.begin("addScaled", "(dst []float64, a float64, z, x []float64)")
	a := s.broadcast("a")
	s.over([]string{"dst", "z", "x"}, 4, func(v reader) vec { return s.fma(a, v(2), v(1)) })
	fill(s)
	adam(s)
	if s.wide() {
		gather(s, "gatherLanes", true)
		gather(s, "gatherTable", false)
	}
}

// reader loads a vector of a slice: 0 is the destination, then the arguments in order.
type reader func(slice int) vec

// mapping writes a function of the slices named by args, of which the first is the destination.
func (s isa) mapping(name, args string, unroll int, body func(v reader) vec) {
	names := strings.Fields(args)
	s.begin(name, "("+strings.Join(names, ", ")+" []float64)")
	s.over(names, unroll, body)
}

// scaling writes a function of a scalar a and a slice x.
func (s isa) scaling(name string, body func(a vec, v reader) vec) {
	s.begin(name, "(dst []float64, a float64, x []float64)")
	a := s.broadcast("a")
	s.over([]string{"dst", "x"}, 4, func(v reader) vec { return body(a, v) })
}

// over writes the loop over the named slices, and the end of the function.
func (s isa) over(names []string, unroll int, body func(v reader) vec) {
	var slices []reg.Register
	for _, n := range names {
		slices = append(slices, base(n))
	}
	s.loop(length(names[0]), unroll, func(at position) {
		at.store(body(func(i int) vec { return at.load(slices[i]) }), slices[0])
	})
	end()
}

// truth is 1 in the lanes of the mask and 0 elsewhere.
func (s isa) truth(mask reg.Register) vec {
	if s.wide() {
		v := s.vec()
		VBROADCASTSD_Z(num(1).mem(), mask, v)
		return v
	}
	return s.and(mask, num(1))
}

// isTrue is 1 where x is not 0.
func (s isa) isTrue(x vec) vec { return s.truth(s.compare(notEqual, x, num(0))) }

// minimum is the smaller argument. Of two zeros, and of a number and a NaN, the machine returns the second; the
// bitwise or of both orders has the sign of -0 and the ones of NaN.
func (s isa) minimum(x, y vec) vec { return s.or(s.min(x, y), s.min(y, x)) }

// maximum is the larger argument. The bitwise and of both orders loses the sign of -0; the ones of NaN come back
// from a comparison.
func (s isa) maximum(x, y vec) vec {
	m := s.and(s.max(x, y), s.max(y, x))
	nan := s.compare(unordered, x, y)
	if s.wide() {
		return s.blend(nan, s.add(x, y), m)
	}
	return s.or(m, nan)
}

func fill(s isa) {
	s.begin("fill", "(dst []float64, a float64)")
	a := s.broadcast("a")
	d := base("dst")
	s.loop(length("dst"), 4, func(at position) { at.store(a, d) })
	end()
}

func adam(s isa) {
	s.begin("adam", "(param, grad, m, v []float64, rate, beta1, beta2, eps float64)")
	param, grad, m, v := base("param"), base("grad"), base("m"), base("v")
	rate, beta1, beta2, eps := s.broadcast("rate"), s.broadcast("beta1"), s.broadcast("beta2"), s.broadcast("eps")
	rest1, rest2 := s.sub(num(1), beta1), s.sub(num(1), beta2)
	s.loop(length("param"), 1, func(at position) {
		g := at.load(grad)
		mean := s.fma(rest1, g, s.mul(beta1, at.load(m)))
		at.store(mean, m)
		square := s.fma(rest2, s.mul(g, g), s.mul(beta2, at.load(v)))
		at.store(square, v)
		step := s.div(s.mul(rate, mean), s.add(s.sqrt(square), eps))
		at.store(s.sub(at.load(param), step), param)
	})
	end()
}

// gather writes GatherLanes and GatherTable, which differ in whether the position moves on with the sample.
func gather(s isa, name string, lanes bool) {
	s.begin(name, "(dst, b, idx []float64, stride, base int)")
	d, b, idx := base("dst"), base("b"), base("idx")
	size, stride, start := s.vec(), s.broadcast("stride"), s.broadcast("base")
	VPBROADCASTQ(length("b"), size)
	if lanes {
		start = s.addInt(start, iota())
	}
	s.loop(length("dst"), 1, func(at position) {
		p := s.vec()
		VCVTTPD2QQ(at.load(idx), p)
		VPMULLQ(stride, p, p)
		VPADDQ(start, p, p)
		inside := K()
		VPCMPUQ(Imm(1), size, p, inside)
		v := s.zero()
		VGATHERQPD(Mem{Base: b, Index: p, Scale: 8}, inside, v)
		at.store(v, d)
		if lanes {
			VPADDQ_BCST(bits(8).mem(), start, start)
		}
	})
	end()
}

// iota is the integers 0 … 7.
func iota() Mem {
	m := GLOBL("iota", 8|16)
	for i := range 8 {
		DATA(8*i, U64(i))
	}
	return m
}
