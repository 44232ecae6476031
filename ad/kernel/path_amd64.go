//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

//go:generate go run -C _gen . -file mul -out ../mul_amd64.s -stubs ../mul_amd64.go -pkg kernel
//go:generate go run -C _gen . -file matrices -out ../matrices_amd64.s -stubs ../matrices_amd64.go -pkg kernel
//go:generate go run -C _gen . -file elementwise -out ../elementwise_amd64.s -stubs ../elementwise_amd64.go -pkg kernel
//go:generate go run -C _gen . -file functions -out ../functions_amd64.s -stubs ../functions_amd64.go -pkg kernel
//go:generate go run -C _gen . -file pow -out ../pow_amd64.s -stubs ../pow_amd64.go -pkg kernel
//go:generate go run -C _gen . -file philox -out ../philox_amd64.s -stubs ../philox_amd64.go -pkg kernel
//go:generate go run -C _gen . -file reduce -out ../reduce_amd64.s -stubs ../reduce_amd64.go -pkg kernel

// machinePaths lists the assembly paths that this machine can run. A kernel without assembly keeps its plain loop.
func machinePaths() []*table {
	var p []*table
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		p = append(p, avx2())
	}
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512BW && cpu.X86.HasBMI2 {
		p = append(p, avx512())
	}
	return p
}

func avx2() *table {
	t := generic
	t.name = "avx2"
	t.add, t.sub, t.mul, t.div, t.min, t.max = addAVX2, subAVX2, mulAVX2, divAVX2, minAVX2, maxAVX2
	t.lt, t.le, t.eq, t.ne, t.and, t.or = ltAVX2, leAVX2, eqAVX2, neAVX2, andAVX2, orAVX2
	t.addMul, t.subMul, t.mulSub, t.addScaled = addMulAVX2, subMulAVX2, mulSubAVX2, addScaledAVX2
	t.mulAdd, t.choose, t.sign, t.floor = mulAddAVX2, chooseAVX2, signAVX2, floorAVX2
	t.tanhGrad, t.sigmoidGrad, t.addS, t.mulS, t.axpy, t.fill = tanhGradAVX2, sigmoidGradAVX2, addSAVX2, mulSAVX2, axpyAVX2, fillAVX2
	t.neg, t.abs, t.sqrt, t.recip, t.adam = negAVX2, absAVX2, sqrtAVX2, recipAVX2, adamAVX2
	t.exp, t.expm1, t.log, t.log1p = expAVX2, expm1AVX2, logAVX2, log1pAVX2
	t.tanh, t.sigmoid, t.softplus, t.sin, t.cos, t.quantile, t.erf = tanhAVX2, sigmoidAVX2, softplusAVX2, sinAVX2, cosAVX2, quantileAVX2, erfAVX2
	t.sinh, t.cosh, t.logCosh, t.asinh, t.acosh, t.atanh = sinhAVX2, coshAVX2, logCoshAVX2, asinhAVX2, acoshAVX2, atanhAVX2
	t.tan, t.asin, t.acos, t.atan, t.atan2 = tanAVX2, asinAVX2, acosAVX2, atanAVX2, atan2AVX2
	t.sum, t.dot, t.maxOf, t.bounded = sumAVX2, dotAVX2, maxOfAVX2, boundedAVX2
	t.uniform = wholeGroups(blocksAVX2, 16)
	t.mulRows, t.dotRows, t.within = mulRowsAVX2, dotRowsAVX2, checkedWithin(withinAVX2)
	t.quantileNear = quantileNearAVX2
	t.pow, t.regular = powAVX2, regularAVX2
	t.copyGroups = copying(copyGroupsAVX2)
	t.lu, t.luComplex = decomposing(luAVX2, 4), decomposing(luComplexAVX2, 4)
	t.luSolve, t.luSolveComplex = solving(luSolveAVX2, 4), solving(luSolveComplexAVX2, 4)
	return &t
}

func avx512() *table {
	t := generic
	t.name = "avx512"
	t.add, t.sub, t.mul, t.div, t.min, t.max = addAVX512, subAVX512, mulAVX512, divAVX512, minAVX512, maxAVX512
	t.lt, t.le, t.eq, t.ne, t.and, t.or = ltAVX512, leAVX512, eqAVX512, neAVX512, andAVX512, orAVX512
	t.addMul, t.subMul, t.mulSub, t.addScaled = addMulAVX512, subMulAVX512, mulSubAVX512, addScaledAVX512
	t.mulAdd, t.choose, t.sign, t.floor = mulAddAVX512, chooseAVX512, signAVX512, floorAVX512
	t.tanhGrad, t.sigmoidGrad, t.addS, t.mulS, t.axpy, t.fill = tanhGradAVX512, sigmoidGradAVX512, addSAVX512, mulSAVX512, axpyAVX512, fillAVX512
	t.neg, t.abs, t.sqrt, t.recip, t.adam = negAVX512, absAVX512, sqrtAVX512, recipAVX512, adamAVX512
	t.exp, t.expm1, t.log, t.log1p = expAVX512, expm1AVX512, logAVX512, log1pAVX512
	t.tanh, t.sigmoid, t.softplus, t.sin, t.cos, t.quantile, t.erf = tanhAVX512, sigmoidAVX512, softplusAVX512, sinAVX512, cosAVX512, quantileAVX512, erfAVX512
	t.gatherLanes, t.gatherTable = gatherLanesAVX512, gatherTableAVX512
	t.sinh, t.cosh, t.logCosh, t.asinh, t.acosh, t.atanh = sinhAVX512, coshAVX512, logCoshAVX512, asinhAVX512, acoshAVX512, atanhAVX512
	t.tan, t.asin, t.acos, t.atan, t.atan2 = tanAVX512, asinAVX512, acosAVX512, atanAVX512, atan2AVX512
	t.sum, t.dot, t.maxOf, t.bounded = sumAVX512, dotAVX512, maxOfAVX512, boundedAVX512
	if t.uniform = wholeGroups(blocksAVX2, 16); cpu.X86.HasAVX512IFMA {
		t.uniform = wholeGroups(blocksAVX512, 32)
	}
	t.mulRows, t.dotRows, t.within = mulRowsAVX512, dotRowsAVX512, checkedWithin(withinAVX512)
	t.quantileNear = quantileNearAVX512
	t.pow, t.regular = powAVX512, regularAVX512
	t.copyGroups = copying(copyGroupsAVX512)
	t.lu, t.luComplex = decomposing(luAVX512, 8), decomposing(luComplexAVX512, 8)
	t.luSolve, t.luSolveComplex = solving(luSolveAVX512, 8), solving(luSolveComplexAVX512, 8)
	return &t
}

// checkedWithin handles the case that the assembly excludes: no offset is at most a negative limit.
func checkedWithin(fast func(off []int, limit int) bool) func(off []int, limit int) bool {
	return func(off []int, limit int) bool {
		return len(off) == 0 || limit >= 0 && fast(off, limit)
	}
}

// wholeGroups leaves to the plain loop what does not fill a group of blocks.
func wholeGroups(fast func(dst []float64, key0, key1, block, c1, c2, c3 uint64), group int) func(dst []float64, key [2]uint64, ctr [4]uint64) {
	return func(dst []float64, key [2]uint64, ctr [4]uint64) {
		n := len(dst) / group * group
		fast(dst[:n], key[0], key[1], ctr[0], ctr[1], ctr[2], ctr[3])
		ctr[0] += uint64(n / 4)
		uniformGeneric(dst[n:], key, ctr)
	}
}

// decomposing and solving call a kernel for one vector of matrices after the other.

func decomposing(f func(n int, a, recip, det *float64), lanes int) func(n int, a, recip, det []float64) {
	return func(n int, a, recip, det []float64) {
		for lane := 0; lane < Group; lane += lanes {
			f(n, &a[lane], &recip[lane], &det[lane])
		}
	}
}

func solving(f func(n, r int, a, recip, b *float64), lanes int) func(n, r int, a, recip, b []float64) {
	return func(n, r int, a, recip, b []float64) {
		for lane := 0; lane < Group; lane += lanes {
			f(n, r, &a[lane], &recip[lane], &b[lane])
		}
	}
}

// copying calls a kernel for a list that is not empty.
func copying(f func(n int, dst *float64, to *int, src *float64, from *int)) func(dst []float64, to []int, src []float64, from []int) {
	return func(dst []float64, to []int, src []float64, from []int) {
		f(len(to), &dst[0], &to[0], &src[0], &from[0])
	}
}
