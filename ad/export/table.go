package export

import "github.com/gibbs-lang/gibbs/ad"

// elementwise has the expression of each operation on arrays. np is numpy or jax.numpy, sp is
// scipy.special or jax.scipy.special; %[1]s, %[2]s and %[3]s are the arguments.
var elementwise = map[ad.Op]string{
	ad.Neg: "-%[1]s", ad.Abs: "np.abs(%[1]s)", ad.Sign: "np.sign(%[1]s)", ad.Sqrt: "np.sqrt(%[1]s)",
	ad.Exp: "np.exp(%[1]s)", ad.Log: "np.log(%[1]s)", ad.Expm1: "np.expm1(%[1]s)", ad.Log1p: "np.log1p(%[1]s)",
	ad.Tanh: "np.tanh(%[1]s)", ad.Sigmoid: "sp.expit(%[1]s)", ad.Softplus: "np.logaddexp(%[1]s, 0.0)",
	ad.Sin: "np.sin(%[1]s)", ad.Cos: "np.cos(%[1]s)", ad.Tan: "np.tan(%[1]s)",
	ad.Asin: "np.arcsin(%[1]s)", ad.Acos: "np.arccos(%[1]s)", ad.Atan: "np.arctan(%[1]s)",
	ad.Sinh: "np.sinh(%[1]s)", ad.Cosh: "np.cosh(%[1]s)",
	ad.Asinh: "np.arcsinh(%[1]s)", ad.Acosh: "np.arccosh(%[1]s)", ad.Atanh: "np.arctanh(%[1]s)",
	ad.Erf: "sp.erf(%[1]s)", ad.Erfc: "sp.erfc(%[1]s)", ad.Lgamma: "sp.gammaln(%[1]s)", ad.Digamma: "sp.digamma(%[1]s)",
	ad.NormQuantile: "sp.ndtri(%[1]s)", ad.LogBesselI0: "np.log(sp.i0e(%[1]s)) + np.abs(%[1]s)",
	ad.Floor: "np.floor(%[1]s)", ad.Not: "1.0 - %[1]s", ad.Stop: "%[1]s",
	ad.Add: "%[1]s + %[2]s", ad.Sub: "%[1]s - %[2]s", ad.Mul: "%[1]s * %[2]s", ad.Div: "%[1]s / %[2]s",
	ad.Pow: "np.power(%[1]s, %[2]s)", ad.Mod: "np.mod(%[1]s, %[2]s)",
	ad.Min: "np.minimum(%[1]s, %[2]s)", ad.Max: "np.maximum(%[1]s, %[2]s)", ad.Atan2: "np.arctan2(%[1]s, %[2]s)",
	ad.Eq: "1.0 * (%[1]s == %[2]s)", ad.Ne: "1.0 * (%[1]s != %[2]s)",
	ad.Lt: "1.0 * (%[1]s < %[2]s)", ad.Le: "1.0 * (%[1]s <= %[2]s)",
	ad.And:    "1.0 * ((%[1]s != 0) & (%[2]s != 0))",
	ad.Or:     "1.0 * ((%[1]s != 0) | (%[2]s != 0))",
	ad.GammaP: "sp.gammainc(%[1]s, %[2]s)", ad.BetaInc: "sp.betainc(%[1]s, %[2]s, %[3]s)",
	ad.Select: "np.where(%[1]s != 0, %[2]s, %[3]s)",
}

var reductions = map[ad.Op]string{
	ad.Sum: "np.sum(%s, axis=%s)", ad.Prod: "np.prod(%s, axis=%s)",
	ad.MaxOver: "np.max(%s, axis=%s, initial=-np.inf)", ad.MinOver: "np.min(%s, axis=%s, initial=np.inf)",
	ad.ArgMax: "1.0 * np.argmax(%s, axis=%s)",
}
