package spacegroup

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed groups.txt
var table string

// A Group is a space group in its standard setting.
type Group struct {
	Number          int
	Short, HM, Hall string
}

// Get is the space group of a number from 1 to 230.
func Get(number int) (*Group, error) {
	if number < 1 || number > 230 {
		return nil, fmt.Errorf("there is no space group %d; they are numbered from 1 to 230", number)
	}
	f := strings.Split(strings.Split(table, "\n")[number-1], "|")
	n, err := strconv.Atoi(f[0])
	return &Group{Number: n, Short: f[1], HM: f[2], Hall: f[3]}, err
}

// Operations is those of the conventional cell, with centrings.
func (g *Group) Operations() ([]Op, error) { return Hall(g.Hall) }
