package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Wave functions are taken in log space: ψ = exp(log + i·phase). Roots, products, quotients, powers and exponentials are
// taken apart symbolically, so that √p·exp(iφ) neither overflows nor loses digits, whatever the number of sites.

// polar is a complex number in log space.
type polar struct{ log, phase *ad.Node }

// polarOf is a number or a complex number in log space.
func (c ctx) polarOf(n lang.Node, v Value) polar {
	if z, ok := v.(*Complex); ok {
		if len(z.dims()) > 0 {
			fail("G1004", n, fmt.Sprintf("an amplitude is one number, and this is %s", kind(v)), help("ψ(s: spin[Λ]) = √p(s)*exp(im*φ(s))"))
		}
		if z.polar != nil {
			return *z.polar
		}
		log := c.complexFunction(ad.Log, z).(*Complex)
		return polar{log.Re.Node, log.Im.Node}
	}
	x := c.scalarOf(n, v)
	log, sign := c.logSign(x, map[*ad.Node][2]*ad.Node{})
	return polar{log, c.signPhase(sign)}
}

// signPhase is 0 for a positive sign and π for a negative one.
func (c ctx) signPhase(sign *ad.Node) *ad.Node {
	if v, ok := sign.Scalar(); ok && v > 0 {
		return c.g().Const(0)
	}
	return c.g().Select(c.g().Apply(ad.Lt, sign, c.g().Const(0)), c.g().Const(math.Pi), c.g().Const(0))
}

// logSign is log|x| and the sign of x.
func (c ctx) logSign(x *ad.Node, done map[*ad.Node][2]*ad.Node) (log, sign *ad.Node) {
	if r, ok := done[x]; ok {
		return r[0], r[1]
	}
	defer func() { done[x] = [2]*ad.Node{log, sign} }()
	g := c.g()
	one := g.Const(1)
	switch x.Op {
	case ad.Exp:
		return x.Args[0], one
	case ad.Sqrt:
		log, sign = c.logSign(x.Args[0], done)
		return g.Apply(ad.Mul, g.Const(0.5), c.ofPositive(log, sign)), one
	case ad.Abs:
		log, _ = c.logSign(x.Args[0], done)
		return log, one
	case ad.Neg:
		log, sign = c.logSign(x.Args[0], done)
		return log, g.Apply(ad.Neg, sign)
	case ad.Mul, ad.Div:
		la, sa := c.logSign(x.Args[0], done)
		lb, sb := c.logSign(x.Args[1], done)
		op := ad.Add
		if x.Op == ad.Div {
			op = ad.Sub
		}
		return g.Apply(op, la, lb), g.Apply(ad.Mul, sa, sb)
	case ad.Pow:
		p, ok := x.Args[1].Scalar()
		if !ok {
			break
		}
		log, sign = c.logSign(x.Args[0], done)
		if p == math.Trunc(p) && math.Mod(p, 2) != 0 {
			return g.Apply(ad.Mul, x.Args[1], log), sign
		}
		if p != math.Trunc(p) {
			log = c.ofPositive(log, sign)
		}
		return g.Apply(ad.Mul, x.Args[1], log), one
	case ad.Prod:
		log, sign = c.logSign(x.Args[0], done)
		return g.Sum(log, x.Over...), g.Reduce(ad.Prod, sign, x.Over...)
	case ad.Select:
		la, sa := c.logSign(x.Args[1], done)
		lb, sb := c.logSign(x.Args[2], done)
		return g.Select(x.Args[0], la, lb), g.Select(x.Args[0], sa, sb)
	case ad.Stop:
		log, sign = c.logSign(x.Args[0], done)
		return g.Apply(ad.Stop, log), g.Apply(ad.Stop, sign)
	}
	return g.Apply(ad.Log, g.Apply(ad.Abs, x)), g.Apply(ad.Sign, x)
}

// ofPositive is the logarithm of a number that a real root is taken of: of a negative one it is no number.
func (c ctx) ofPositive(log, sign *ad.Node) *ad.Node {
	g := c.g()
	if v, ok := sign.Scalar(); ok && v >= 0 {
		return log
	}
	return g.Select(g.Apply(ad.Lt, sign, g.Const(0)), g.Const(math.NaN()), log)
}

// multiplied is a product in log space, or a quotient where op is Sub; nil where neither factor is known in it.
func (c ctx) multiplied(n lang.Node, op ad.Op, a, b *Complex) *polar {
	if a.polar == nil && b.polar == nil || len(a.dims())+len(b.dims()) > 0 {
		return nil
	}
	p, q := c.partsOf(n, a), c.partsOf(n, b)
	return &polar{c.g().Apply(op, p.log, q.log), c.g().Apply(op, p.phase, q.phase)}
}

// chosen is the one or the other of two numbers in log space; nil where neither is known in it.
func (c ctx) chosen(n lang.Node, test *ad.Node, a, b *Complex) *polar {
	if a.polar == nil && b.polar == nil || len(a.dims())+len(b.dims()) > 0 {
		return nil
	}
	p, q := c.partsOf(n, a), c.partsOf(n, b)
	return &polar{c.g().Select(test, p.log, q.log), c.g().Select(test, p.phase, q.phase)}
}

// partsOf is a complex number in log space; one without an imaginary part by its own structure.
func (c ctx) partsOf(n lang.Node, z *Complex) polar {
	if v, ok := z.Im.Node.Scalar(); ok && v == 0 && z.polar == nil {
		return c.polarOf(n, z.Re)
	}
	return c.polarOf(n, z)
}

// amplitude is ψ at a configuration, in log space.
func (c ctx) amplitude(n lang.Node, psi Value, x []Value) polar {
	in := c
	in.logSpace = true
	return c.polarOf(n, in.callValue(n, psi, x))
}

// domainOf is the type of the arguments of a wave function.
func (c ctx) domainOf(n lang.Node, psi Value) []Type {
	f, isFunction := psi.(*Function)
	if _, isNet := psi.(*Instance); !isFunction && !isNet {
		fail("G1004", n, fmt.Sprintf("a wave function is a function or a net, and this is %s", kind(psi)), help("ψ(s: spin[Λ]) = √p(s)"))
	}
	types := c.signature(psi)
	if types == nil && isFunction {
		fail("G1004", n, "the wave function does not say which configurations it is a function of", here("an argument of %s(%s) has no type", f.Name, paramList(f.Params)),
			help("ψ(s: spin[Λ]) = …, or (x: real[P, D]) -> …"))
	}
	return types
}

// configurationOf is the single configuration, of spins or of occupied modes, that a wave function of a discrete space is of.
func (c ctx) configurationOf(n lang.Node, psi Value, space *opSpace) Type {
	types := c.domainOf(n, psi)
	want, name := sets.Spin, "spin"
	if space.fermions {
		want, name = sets.Bit, "bit"
	}
	if len(types) != 1 || types[0].Set == nil || !types[0].Set.Same(want) || len(types[0].Dims) != 1 || !types[0].Dims[0].Same(space.set) {
		found := ""
		for i, t := range types {
			if i > 0 {
				found += ", "
			}
			found += t.String()
		}
		fail("G1002", n, fmt.Sprintf("the operator is one of %s, and the wave function is of %s", space, found), at("of %s", found),
			why("a local energy is a row of the operator in the basis of the configurations"), help("ψ(s: %s[%s]) = …", name, space.set.String()))
	}
	return types[0]
}
