// Package adtest makes random graphs for the tests of whatever reads graphs: evaluators,
// derivatives, analyses, exports. Begin with Graph.
package adtest
