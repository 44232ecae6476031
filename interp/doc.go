// Package interp runs Gibbs programs: it evaluates what is known before anything runs (numbers, index sets, lattices,
// instances), traces the rest into the one graph of package ad, and evaluates, trains, draws, prints and saves.
//
// Begin with Session.Run in run.go, then ctx.eval in eval.go. A Value is what an expression stands for. Numbers and
// arrays are Arrays: a node of the graph and the index sets of its dims. A name bound to an equation of a body is traced
// when it is first asked for, so that equations have no order. A program is checked as a whole, by a session that
// traces everything and runs nothing, before its first statement runs.
//
// # Equations
//
// The equations of one array (equations.go, assemble.go) say which elements they give: together each exactly once. An
// array that its own definition reads becomes a reference of the graph, bound to the finished definition: a recurrence.
//
// # Models
//
// The conditionals of a model (model.go, draw.go) are read in two ways. For a density the variables are given, and log p
// is the sum of the log-densities of the conditionals. For a draw each variable is a reference bound to its own draw,
// s[i] = draw(noise, logit(s)), so that drawing is evaluating a recurrence, in whatever order its elements allow;
// if there is none, the shortest circle is reported. The log-density of one's own draw reads the very nodes of the draw.
// Latent variables are enumerated along an axis of their own and summed out (latents.go). A variable may be given by an
// equation of latent ones instead of a conditional: those that it determines are solved for (latents_solve.go).
//
// # Expectations and their derivatives
//
// ⟨f⟩ over p is estimated by m = (1/B)Σ f_b. Its derivative with respect to parameters of p and f is
//
//	∂⟨f⟩ = ⟨∂f⟩ + ⟨f ∂log p⟩,
//
// and since ⟨∂log p⟩ = 0, f may be replaced by f less anything that does not depend on the same sample. With the mean
// of the other samples, (Σf - f_b)/(B-1), the second term becomes (1/B)Σ (B/(B-1))(f_b - m) ∂log p_b. In an objective an
// expectation is therefore the node
//
//	m + (1/B)Σ stop((B/(B-1))(f_b - m))·(log p_b - stop(log p_b)),
//
// whose value is m and whose derivative, by the ordinary rules, is the estimator; it may stand anywhere in an
// expression, also in another expectation. Where f contains log p of its own draw, the derivative through it has mean
// zero as long as its factor is the same for all samples (T in E + T log p), and is left out; otherwise the factor joins the
// weight of ∂log p. Draws made by a transformation of noise that can be differentiated need no score: the term
// is absent, and ∂f runs through the draw. Few joint values are summed exactly, with their probabilities as weights.
// See expect.go; which estimator is chosen, and why, in estimator_choice.go. Two more can be asked for: derivatives of
// densities as differences of distributions (estimator_measure.go), and derivatives through draws that leave out the
// score of a density of the draws' own (estimator_path.go).
//
// # Markov chains
//
// A model known up to a constant is drawn from by Markov chains (mcmc.go); chains are samples. Discrete variables
// are updated site by site (mcmc_sites.go): the change of log p under a change of one site is a graph that contains
// the terms with this site alone. Real variables move together by Hamiltonian Monte Carlo (hmc.go), with the
// derivatives of log p; what its warm-up learns is in hmc_adapt.go.
//
// # Differential equations
//
// A solution of dx/dt = v(x, t) is a recurrence over the steps of its method (ode.go), with all that moves along one axis of
// places, so that a step computes everything it needs and forgets it. Its derivative is the recurrence backwards, the
// discrete adjoint: exact for the steps taken. A continuous flow (odeflow.go) adds log|det| to the places: it grows by the
// divergence, made of one tangent for each coordinate or estimated with random signs. Its inverse is the solution from the
// second time to the first, so that a round trip, and the determinant of the steps themselves, agree with it to the order of the
// method; the density of one's own draw goes forwards only.
//
// Steps that follow the error (ode_grid.go) are found before the solution is traced, by evaluating one step after the other for all
// points at hand: the largest error of any of them decides, so that the steps are the same for any number of
// workers. In an objective, and wherever points have no values yet, the steps are equal: there the discrete flow is what is trained,
// and what is evaluated afterwards follows the error again. Quadratures (integrate.go) choose their panels in the same way.
//
// Any differentiable map is a flow by its dense Jacobian (bijection.go), decomposed for each sample. Its inverse is a recurrence of
// damped Newton steps, with the derivatives of the implicit function.
//
// # Functions in Go
//
// A library may hand over functions, objects and readers of files that are written in Go (native.go). The Go types of a
// function say what it takes and returns (native_values.go); in a check, where an argument is not known, its result is a
// value of its kind that is not known either.
package interp
