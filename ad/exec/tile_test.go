package exec
import ("testing";"time";"fmt")
func TestTileSweep(t *testing.T) {
	for _, tile := range []int{32,64,128,256} {
	for kind := range 4 {
		m := newNetwork(16, 1, 1000, kind==2)
		var outs []Output
		switch kind { case 0: outs = m.step(t); case 1: outs = []Output{{Node:m.s}}; case 2: outs = []Output{{Node: m.logp}}; case 3: outs = []Output{{Node:m.s},{Node:m.logp}} }
		p := compile(t, m.g, outs, Options{Workers:1, Tile: tile})
		env := environment(m)
		best := time.Hour
		for range 60 { t0 := time.Now(); run(t, p, env); best = min(best, time.Since(t0)) }
		fmt.Println(tile, []string{"step","draw","logp","draw+logp"}[kind], best, p.Flops()/best.Seconds()/1e9, "GF/s")
	}}
}
