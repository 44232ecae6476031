package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Suggest gives the name among others that is closest in spelling, or "" if none is
// close. A letter and its name are close (beta, β), and so are look-alikes (Latin A,
// Greek Α) and spellings that differ in capitals.
func Suggest(name string, among []string) string {
	best, closest := "", 1+max(1, len([]rune(name))/3)
	for _, other := range among {
		if other == name {
			continue
		}
		a, b := []rune(spelled(name)), []rune(spelled(other))
		d := max(len(a), len(b)) - min(len(a), len(b)) // at least
		switch {
		case string(a) == string(b):
			d = 0
		case d > closest || len(a) > maxSpelled || len(b) > maxSpelled || utf8.RuneCountInString(name) <= 1 || utf8.RuneCountInString(other) <= 1:
			continue // any single letter is one change away from any other
		default:
			d = distance(a, b)
		}
		if d < closest || d == closest && best != "" && other < best {
			best, closest = other, d
		}
	}
	return best
}

// maxSpelled is the length of the longest names whose letters are compared.
const maxSpelled = 100

// LookAlikes tells whether two different names cannot be told apart by eye, as Latin A and
// Greek Α.
func LookAlikes(a, b string) bool {
	return a != b && Latin(a) == Latin(b)
}

// Latin writes the letters of a name that look like Latin ones in Latin.
func Latin(name string) string {
	return strings.Map(func(c rune) rune {
		if l := latinTwins[c]; l != 0 {
			return l
		}
		return c
	}, name)
}

// spelled writes look-alikes in Latin letters, the other Greek letters by their names, and subscripts as
// digits.
func spelled(name string) string {
	var b strings.Builder
	for _, c := range name {
		switch latin, greek := latinTwins[c], greekNames[c]; {
		case latin != 0:
			b.WriteRune(unicode.ToLower(latin))
		case greek != "":
			b.WriteString(greek)
		case '₀' <= c && c <= '₉':
			b.WriteRune(c - '₀' + '0')
		case c == '_' || c == '′':
		default:
			b.WriteRune(unicode.ToLower(c))
		}
	}
	return b.String()
}

// latinTwins are Greek and Cyrillic letters that look like Latin ones.
var latinTwins = map[rune]rune{
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T',
	'Υ': 'Y', 'Χ': 'X', 'ο': 'o', 'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C',
	'Т': 'T', 'Х': 'X', 'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'у': 'y', 'х': 'x', 'ѕ': 's', 'і': 'i', 'ј': 'j',
}

var greekNames = namesOfLetters()

// namesOfLetters inverts the LaTeX commands of Greek letters.
func namesOfLetters() map[rune]string {
	names := map[rune]string{}
	for _, command := range sortedKeys(latex) {
		letter := []rune(latex[command])
		if len(letter) == 1 && unicode.Is(unicode.Greek, letter[0]) && !strings.HasPrefix(command, "var") {
			names[letter[0]] = strings.ToLower(command)
		}
	}
	return names
}

// distance counts the letters to insert, delete, change or swap with a neighbour.
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
