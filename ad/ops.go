package ad

import "math"

// Op is an operation of the graph.
type Op uint8

// Operations. Rows of the table below, in this order.
const (
	Const Op = iota
	LeafOp
	Iota
	// elementwise, one argument
	Neg
	Abs
	Sign
	Sqrt
	Exp
	Log
	Expm1
	Log1p
	Tanh
	Sigmoid
	Softplus
	Sin
	Cos
	Tan
	Asin
	Acos
	Atan
	Sinh
	Cosh
	LogCosh // log cosh x, which log builds from cosh: finite and accurate where cosh is not
	Asinh
	Acosh
	Atanh
	Erf
	Erfc
	Lgamma
	Digamma
	NormQuantile // inverse of the standard normal distribution function
	LogBesselI0  // log I₀(x)
	Floor
	Not
	Stop // the identity, with derivative zero by definition
	// elementwise, two arguments
	Add
	Sub
	Mul
	Div
	Pow
	Mod
	Min
	Max
	Atan2
	Eq
	Ne
	Lt
	Le
	And
	Or
	Polygamma        // ψ⁽ⁿ⁾(x) = dⁿ⁺¹ log Γ(x)/dxⁿ⁺¹; n a whole number
	BesselJ          // Jₙ(x)
	BesselY          // Yₙ(x)
	BesselRatio      // Iₙ(x)/I₀(x)
	SphericalJ       // jₙ(x); j₀(x) = sin(x)/x
	GammaP           // P(a, x), the distribution function of the gamma distribution of shape a
	GammaPSlope      // ∂P(a, x)/∂a
	GammaQuantile    // the x with P(a, x) = u
	VonMisesCDF      // F(κ, θ), from F(κ, -π) = 0 to F(κ, π) = 1
	VonMisesSlope    // ∂F(κ, θ)/∂κ
	VonMisesQuantile // the θ with F(κ, θ) = u
	// elementwise, three arguments: condition, then, else
	Select
	BetaInc      // I_x(a, b), arguments a, b, x: the distribution function of the beta distribution
	BetaQuantile // the x with I_x(a, b) = u, arguments a, b, u
	// axes
	Sum
	Prod
	MaxOver
	MinOver
	ArgMax // position along the one axis reduced; the first of equals
	Gather
	Scatter   // the transpose of Gather
	LogAbsDet // log|det x| along two axes
	DetSign   // the sign of det x along two axes
	InverseT  // the transposed inverse along two axes
	DetAngle  // the angle of det(A + iB), with A and B the left blocks of x along two axes
	numOps
)

// Class groups operations by how they are evaluated.
type Class uint8

// Classes of operations.
const (
	LeafClass Class = iota
	ElementClass
	ReduceClass
	GatherClass
	ScatterClass
	LinearClass // matrices along two axes
)

// Row is all that is known of an operation. Derivatives are in the table of derivatives.
type Row struct {
	Name  string
	Class Class
	Arity int
	Value func(x []float64) float64 // elementwise: of the arguments; reductions: of the accumulator and a term
	Start float64                   // reductions: the neutral term
	Type  func(args []Type) Type
	Comm  bool // commutative
}

var rows [numOps]Row

// Info returns the row of an operation.
func (op Op) Info() *Row { return &rows[op] }

// String is the name of an operation.
func (op Op) String() string { return rows[op].Name }

func toReal([]Type) Type { return Real }
func toBool([]Type) Type { return Bool }
func toInt([]Type) Type  { return Int }

func same(t []Type) Type {
	if t[0] == Bool {
		return Int
	}
	return t[0]
}

func widest(t []Type) Type {
	for _, x := range t {
		if x == Real {
			return Real
		}
	}
	return Int
}

func unary(op Op, name string, f func(float64) float64, typ func([]Type) Type) {
	rows[op] = Row{Name: name, Class: ElementClass, Arity: 1, Value: func(x []float64) float64 { return f(x[0]) }, Type: typ}
}

func binary2(op Op, name string, comm bool, f func(x, y float64) float64, typ func([]Type) Type) {
	rows[op] = Row{Name: name, Class: ElementClass, Arity: 2, Comm: comm, Value: func(x []float64) float64 { return f(x[0], x[1]) }, Type: typ}
}

func ternary(op Op, name string, f func(x, y, z float64) float64) {
	rows[op] = Row{Name: name, Class: ElementClass, Arity: 3, Value: func(x []float64) float64 { return f(x[0], x[1], x[2]) }, Type: toReal}
}

// ordered is an operation whose first argument is a whole number n.
// ordered is a function with a whole order, which is NaN for any other order.
func ordered(op Op, name string, f func(n int, x float64) float64) {
	binary2(op, name, false, func(n, x float64) float64 {
		if !(math.Abs(n) < 1<<31) || n != math.Floor(n) {
			return math.NaN()
		}
		return f(int(n), x)
	}, toReal)
}

func reduction(op Op, name string, start float64, f func(acc, x float64) float64, typ func([]Type) Type) {
	rows[op] = Row{Name: name, Class: ReduceClass, Arity: 1, Start: start, Value: func(x []float64) float64 { return f(x[0], x[1]) }, Type: typ}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
