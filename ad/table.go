package ad

import "math"

func init() {
	rows[Const] = Row{Name: "const"}
	rows[LeafOp] = Row{Name: "leaf"}
	rows[Iota] = Row{Name: "iota"}
	unary(Neg, "neg", func(x float64) float64 { return -x }, same)
	unary(Abs, "abs", math.Abs, same)
	unary(Sign, "sign", sign, same)
	unary(Sqrt, "sqrt", math.Sqrt, toReal)
	unary(Exp, "exp", math.Exp, toReal)
	unary(Log, "log", math.Log, toReal)
	unary(Expm1, "expm1", math.Expm1, toReal)
	unary(Log1p, "log1p", math.Log1p, toReal)
	unary(Tanh, "tanh", math.Tanh, toReal)
	unary(Sigmoid, "sigmoid", sigmoid, toReal)
	unary(Softplus, "softplus", softplus, toReal)
	unary(Sin, "sin", math.Sin, toReal)
	unary(Cos, "cos", math.Cos, toReal)
	unary(Tan, "tan", math.Tan, toReal)
	unary(Asin, "asin", math.Asin, toReal)
	unary(Acos, "acos", math.Acos, toReal)
	unary(Atan, "atan", math.Atan, toReal)
	unary(Sinh, "sinh", math.Sinh, toReal)
	unary(Cosh, "cosh", math.Cosh, toReal)
	unary(LogCosh, "logcosh", logCosh, toReal)
	unary(Asinh, "asinh", math.Asinh, toReal)
	unary(Acosh, "acosh", math.Acosh, toReal)
	unary(Atanh, "atanh", math.Atanh, toReal)
	unary(Erf, "erf", math.Erf, toReal)
	unary(Erfc, "erfc", math.Erfc, toReal)
	unary(Lgamma, "lgamma", func(x float64) float64 { v, _ := math.Lgamma(x); return v }, toReal)
	unary(Digamma, "digamma", digamma, toReal)
	unary(NormQuantile, "normquantile", normQuantile, toReal)
	unary(LogBesselI0, "logbesseli0", logBesselI0, toReal)
	unary(Floor, "floor", math.Floor, toInt)
	unary(Not, "not", func(x float64) float64 { return 1 - x }, toBool)
	unary(Stop, "stop", func(x float64) float64 { return x }, func(t []Type) Type { return t[0] })
	binary2(Add, "add", true, func(x, y float64) float64 { return x + y }, widest)
	binary2(Sub, "sub", false, func(x, y float64) float64 { return x - y }, widest)
	binary2(Mul, "mul", true, func(x, y float64) float64 { return x * y }, widest)
	binary2(Div, "div", false, func(x, y float64) float64 { return x / y }, toReal)
	binary2(Pow, "pow", false, math.Pow, powType)
	binary2(Mod, "mod", false, mod, widest)
	binary2(Min, "min", true, math.Min, widest)
	binary2(Max, "max", true, math.Max, widest)
	binary2(Atan2, "atan2", false, math.Atan2, toReal)
	binary2(Eq, "eq", true, func(x, y float64) float64 { return truth(x == y) }, toBool)
	binary2(Ne, "ne", true, func(x, y float64) float64 { return truth(x != y) }, toBool)
	binary2(Lt, "lt", false, func(x, y float64) float64 { return truth(x < y) }, toBool)
	binary2(Le, "le", false, func(x, y float64) float64 { return truth(x <= y) }, toBool)
	binary2(And, "and", true, func(x, y float64) float64 { return truth(x != 0 && y != 0) }, toBool)
	binary2(Or, "or", true, func(x, y float64) float64 { return truth(x != 0 || y != 0) }, toBool)
	ordered(Polygamma, "polygamma", polygamma)
	ordered(BesselJ, "besselj", math.Jn)
	ordered(BesselY, "bessely", math.Yn)
	ordered(BesselRatio, "besselratio", besselRatio)
	ordered(SphericalJ, "sphericalj", sphericalJ)
	binary2(GammaP, "gammap", false, gammaP, toReal)
	binary2(GammaPSlope, "gammapslope", false, gammaPSlope, toReal)
	binary2(GammaQuantile, "gammaquantile", false, gammaQuantile, toReal)
	binary2(VonMisesCDF, "vonmisescdf", false, vonMisesCDF, toReal)
	binary2(VonMisesSlope, "vonmisesslope", false, vonMisesSlope, toReal)
	binary2(VonMisesQuantile, "vonmisesquantile", false, vonMisesQuantile, toReal)
	ternary(BetaInc, "betainc", betaInc)
	ternary(BetaQuantile, "betaquantile", betaQuantile)
	rows[Select] = Row{Name: "select", Class: ElementClass, Arity: 3, Type: selectType, Value: func(x []float64) float64 {
		if x[0] != 0 {
			return x[1]
		}
		return x[2]
	}}
	reduction(Sum, "sum", 0, func(a, x float64) float64 { return a + x }, same)
	reduction(Prod, "prod", 1, func(a, x float64) float64 { return a * x }, same)
	reduction(MaxOver, "maxover", math.Inf(-1), math.Max, same)
	reduction(MinOver, "minover", math.Inf(1), math.Min, same)
	rows[ArgMax] = Row{Name: "argmax", Class: ReduceClass, Arity: 1, Start: -1, Type: toInt}
	rows[Gather] = Row{Name: "gather", Class: GatherClass}
	rows[Scatter] = Row{Name: "scatter", Class: ScatterClass}
}

func selectType(t []Type) Type {
	if t[1] == t[2] {
		return t[1]
	}
	return widest(t[1:])
}

// powType: only whole powers of integers by a literal keep the type Int, which build decides.
func powType([]Type) Type { return Real }

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x // ±0 and NaN
}

func sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

func softplus(x float64) float64 { return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

// logCosh is log(1 + 2 sinh² ½x) near 0, and |x| + log ½(1 + exp(-2|x|)).
func logCosh(x float64) float64 {
	a := math.Abs(x)
	if a < 1 {
		s := math.Sinh(a / 2)
		return math.Log1p(2 * s * s)
	}
	return a + (math.Log1p(math.Exp(-2*a)) - math.Ln2)
}

// mod has the sign of the divisor, as in mathematics: -1 mod 4 is 3.
func mod(x, y float64) float64 {
	r := math.Mod(x, y)
	if r != 0 && (r < 0) != (y < 0) {
		r += y
	}
	return r
}
