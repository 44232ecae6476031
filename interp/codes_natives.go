package interp

import "github.com/gibbs-lang/gibbs/lang"

// G11xx: functions of the library that are written in Go.
var nativeCodes = []lang.Code{
	{
		ID: "G1101", Title: "a function of the library has no value for these arguments",
		Text:  "A function of the library says what it takes; help(f) and gibbs doc show it. What it is given here lies outside of that.",
		Wrong: "import ising\nT = ising.critical_temperature(-1)",
		Right: "import ising\nT = ising.critical_temperature(1)",
	},
}
