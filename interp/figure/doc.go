// Package figure draws figures: training histories with error bands, curves, points, histograms,
// maps of lattices and contours, as PNG, SVG or PDF, or as text for a terminal.
//
// A figure is drawn to bytes first, so that a file is written whole or not at all, and equal
// figures have equal bytes. Letters are drawn as outlines of the DejaVu Sans font: σᵢⱼ ħ ⟨x⟩ look
// the same everywhere, and no file depends on installed fonts.
//
// Begin reading at Figure in figure.go. marks.go draws series, heat.go maps, field.go contours,
// terminal.go texts.
package figure
