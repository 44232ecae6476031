package symmetry

// classes: how many rotations of the kinds -6 -4 -3 -2(m) -1 1 2 3 4 6 each
// crystal class has (Grosse-Kunstleve, Acta Cryst. A55, 383 (1999), table 1).
var classes = map[[10]int]string{
	{0, 0, 0, 0, 0, 1, 0, 0, 0, 0}: "1", {0, 0, 0, 0, 1, 1, 0, 0, 0, 0}: "-1",
	{0, 0, 0, 0, 0, 1, 1, 0, 0, 0}: "2", {0, 0, 0, 1, 0, 1, 0, 0, 0, 0}: "m", {0, 0, 0, 1, 1, 1, 1, 0, 0, 0}: "2/m",
	{0, 0, 0, 0, 0, 1, 3, 0, 0, 0}: "222", {0, 0, 0, 2, 0, 1, 1, 0, 0, 0}: "mm2", {0, 0, 0, 3, 1, 1, 3, 0, 0, 0}: "mmm",
	{0, 0, 0, 0, 0, 1, 1, 0, 2, 0}: "4", {0, 2, 0, 0, 0, 1, 1, 0, 0, 0}: "-4", {0, 2, 0, 1, 1, 1, 1, 0, 2, 0}: "4/m",
	{0, 0, 0, 0, 0, 1, 5, 0, 2, 0}: "422", {0, 0, 0, 4, 0, 1, 1, 0, 2, 0}: "4mm",
	{0, 2, 0, 2, 0, 1, 3, 0, 0, 0}: "-42m", {0, 2, 0, 5, 1, 1, 5, 0, 2, 0}: "4/mmm",
	{0, 0, 0, 0, 0, 1, 0, 2, 0, 0}: "3", {0, 0, 2, 0, 1, 1, 0, 2, 0, 0}: "-3",
	{0, 0, 0, 0, 0, 1, 3, 2, 0, 0}: "32", {0, 0, 0, 3, 0, 1, 0, 2, 0, 0}: "3m", {0, 0, 2, 3, 1, 1, 3, 2, 0, 0}: "-3m",
	{0, 0, 0, 0, 0, 1, 1, 2, 0, 2}: "6", {2, 0, 0, 1, 0, 1, 0, 2, 0, 0}: "-6", {2, 0, 2, 1, 1, 1, 1, 2, 0, 2}: "6/m",
	{0, 0, 0, 0, 0, 1, 7, 2, 0, 2}: "622", {0, 0, 0, 6, 0, 1, 1, 2, 0, 2}: "6mm",
	{2, 0, 0, 4, 0, 1, 3, 2, 0, 0}: "-62m", {2, 0, 2, 7, 1, 1, 7, 2, 0, 2}: "6/mmm",
	{0, 0, 0, 0, 0, 1, 3, 8, 0, 0}: "23", {0, 0, 8, 3, 1, 1, 3, 8, 0, 0}: "m-3",
	{0, 0, 0, 0, 0, 1, 9, 8, 6, 0}: "432", {0, 6, 0, 6, 0, 1, 3, 8, 0, 0}: "-43m", {0, 6, 8, 9, 1, 1, 9, 8, 6, 0}: "m-3m",
}

// PointGroup names the crystal class of a set of rotations by how many have
// which trace and determinant; "" where no class has these counts.
func PointGroup(rotations [][3][3]int) string {
	var count [10]int
	for _, r := range rotations {
		trace, d := r[0][0]+r[1][1]+r[2][2], det(r)
		kind := 0
		switch trace * d {
		case 3:
			kind = 5
		case -1:
			kind = 6
		case 0:
			kind = 7
		case 1:
			kind = 8
		case 2:
			kind = 9
		default:
			return ""
		}
		if d < 0 {
			kind = [...]int{4, 3, 2, 1, 0}[kind-5]
		}
		count[kind]++
	}
	return classes[count]
}
