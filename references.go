package main

// reference is a publication, with the methods that come from it and what of it is used.
type reference struct {
	of     []string // as interp.Methods names them
	why    string
	bibtex string
}

// references in the order in which gibbs cite writes them. "" is used by every program.
var references = []reference{
	{[]string{"van", "van.ar", "van.made", "van.pixelcnn", "van.rnn", "van.transformer"}, "autoregressive networks for the free energies of spins", `
@article{wu2019solving, author = {Wu, Dian and Wang, Lei and Zhang, Pan}, title = {Solving Statistical Mechanics Using Variational Autoregressive Networks}, journal = {Phys. Rev. Lett.}, volume = {122}, pages = {080602}, year = {2019}, eprint = {1809.10606}, archivePrefix = {arXiv}}`},
	{[]string{"van.made", "nqs.autoregressive"}, "masked autoencoders", `
@inproceedings{germain2015made, author = {Germain, Mathieu and Gregor, Karol and Murray, Iain and Larochelle, Hugo}, title = {{MADE}: Masked Autoencoder for Distribution Estimation}, booktitle = {International Conference on Machine Learning}, year = {2015}, eprint = {1502.03509}, archivePrefix = {arXiv}}`},
	{[]string{"van.rnn", "nqs.recurrent"}, "recurrent wave functions", `
@article{hibat2020recurrent, author = {Hibat-Allah, Mohamed and Ganahl, Martin and Hayward, Lauren E. and Melko, Roger G. and Carrasquilla, Juan}, title = {Recurrent Neural Network Wave Functions}, journal = {Phys. Rev. Research}, volume = {2}, pages = {023358}, year = {2020}, eprint = {2002.02973}, archivePrefix = {arXiv}}`},
	{[]string{"van.transformer"}, "transformers", `
@inproceedings{vaswani2017attention, author = {Vaswani, Ashish and Shazeer, Noam and Parmar, Niki and Uszkoreit, Jakob and Jones, Llion and Gomez, Aidan N. and Kaiser, {\L}ukasz and Polosukhin, Illia}, title = {Attention Is All You Need}, booktitle = {Advances in Neural Information Processing Systems}, year = {2017}, eprint = {1706.03762}, archivePrefix = {arXiv}}`},
	{[]string{"nqs.rbm", "nqs.rbm_complex"}, "restricted Boltzmann machines as wave functions", `
@article{carleo2017solving, author = {Carleo, Giuseppe and Troyer, Matthias}, title = {Solving the Quantum Many-Body Problem with Artificial Neural Networks}, journal = {Science}, volume = {355}, pages = {602--606}, year = {2017}, eprint = {1606.02318}, archivePrefix = {arXiv}}`},
	{[]string{"realnvp"}, "couplings of real coordinates", `
@article{dinh2016density, author = {Dinh, Laurent and Sohl-Dickstein, Jascha and Bengio, Samy}, title = {Density Estimation Using Real {NVP}}, year = {2016}, eprint = {1605.08803}, archivePrefix = {arXiv}}`},
	{[]string{"flows.maf"}, "masked autoregressive flow", `
@article{papamakarios2017masked, author = {Papamakarios, George and Pavlakou, Theo and Murray, Iain}, title = {Masked Autoregressive Flow for Density Estimation}, year = {2017}, eprint = {1705.07057}, archivePrefix = {arXiv}}`},
	{[]string{"odeflow"}, "continuous flows", `
@article{chen2018neural, author = {Chen, Ricky T. Q. and Rubanova, Yulia and Bettencourt, Jesse and Duvenaud, David}, title = {Neural Ordinary Differential Equations}, year = {2018}, eprint = {1806.07366}, archivePrefix = {arXiv}}`},
	{[]string{"dopri5"}, "steps that follow the error", `
@article{dormand1980family, author = {Dormand, J. R. and Prince, P. J.}, title = {A Family of Embedded {Runge--Kutta} Formulae}, journal = {J. Comput. Appl. Math.}, volume = {6}, pages = {19--26}, year = {1980}}`},
	{[]string{"sqrtflow"}, "interacting fermions at finite temperature", `
@article{xie2022abinitio, author = {Xie, Hao and Zhang, Linfeng and Wang, Lei}, title = {Ab-initio Study of Interacting Fermions at Finite Temperature with Neural Canonical Transformation}, journal = {J. Mach. Learn.}, volume = {1}, pages = {38--59}, year = {2022}, eprint = {2105.08644}, archivePrefix = {arXiv}}`},
	{[]string{"crystal.former"}, "crystals by an autoregressive transformer", `
@article{cao2024space, author = {Cao, Zhendong and Luo, Xiaoshan and Lv, Jian and Wang, Lei}, title = {Space Group Informed Transformer for Crystalline Materials Generation}, year = {2024}, eprint = {2403.15734}, archivePrefix = {arXiv}}`},
	{[]string{"ising.free_energy", "ising.log_z", "ising.energy", "ising.entropy", "ising.heat_capacity"}, "the Ising model on a finite torus", `
@article{kaufman1949crystal, author = {Kaufman, Bruria}, title = {Crystal Statistics. {II}. Partition Function Evaluated by Spinor Analysis}, journal = {Phys. Rev.}, volume = {76}, pages = {1232--1243}, year = {1949}}`},
	{[]string{"ising.critical_temperature", "ising.onsager_free_energy", "ising.onsager_energy", "ising.onsager_entropy", "ising.onsager_heat_capacity"}, "the Ising model on the plane", `
@article{onsager1944crystal, author = {Onsager, Lars}, title = {Crystal Statistics. {I}. A Two-Dimensional Model with an Order-Disorder Transition}, journal = {Phys. Rev.}, volume = {65}, pages = {117--149}, year = {1944}}`},
	{[]string{"adam"}, "the optimiser", `
@article{kingma2014adam, author = {Kingma, Diederik P. and Ba, Jimmy}, title = {Adam: A Method for Stochastic Optimization}, year = {2014}, eprint = {1412.6980}, archivePrefix = {arXiv}}`},
	{[]string{"adamw"}, "the optimiser", `
@article{loshchilov2017decoupled, author = {Loshchilov, Ilya and Hutter, Frank}, title = {Decoupled Weight Decay Regularization}, year = {2017}, eprint = {1711.05101}, archivePrefix = {arXiv}}`},
	{[]string{"sr"}, "stochastic reconfiguration", `
@article{sorella1998green, author = {Sorella, Sandro}, title = {Green Function {Monte Carlo} with Stochastic Reconfiguration}, journal = {Phys. Rev. Lett.}, volume = {80}, pages = {4558--4561}, year = {1998}}`},
	{[]string{"sr"}, "the natural gradient", `
@article{amari1998natural, author = {Amari, Shun-ichi}, title = {Natural Gradient Works Efficiently in Learning}, journal = {Neural Comput.}, volume = {10}, pages = {251--276}, year = {1998}}`},
	{[]string{"estimator score"}, "gradients by the score function", `
@article{williams1992simple, author = {Williams, Ronald J.}, title = {Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning}, journal = {Mach. Learn.}, volume = {8}, pages = {229--256}, year = {1992}}`},
	{[]string{"estimator pathwise"}, "gradients through draws", `
@article{kingma2013auto, author = {Kingma, Diederik P. and Welling, Max}, title = {Auto-Encoding Variational {Bayes}}, year = {2013}, eprint = {1312.6114}, archivePrefix = {arXiv}}`},
	{[]string{"estimator path"}, "gradients through draws alone", `
@article{roeder2017sticking, author = {Roeder, Geoffrey and Wu, Yuhuai and Duvenaud, David}, title = {Sticking the Landing: Simple, Lower-Variance Gradient Estimators for Variational Inference}, year = {2017}, eprint = {1703.09194}, archivePrefix = {arXiv}}`},
	{[]string{"estimator measure"}, "measure-valued derivatives", `
@article{mohamed2020monte, author = {Mohamed, Shakir and Rosca, Mihaela and Figurnov, Michael and Mnih, Andriy}, title = {{Monte Carlo} Gradient Estimation in Machine Learning}, journal = {J. Mach. Learn. Res.}, volume = {21}, number = {132}, pages = {1--62}, year = {2020}, eprint = {1906.10652}, archivePrefix = {arXiv}}`},
	{[]string{"chains of sites"}, "the acceptance of Markov chains of discrete variables", `
@article{barker1965monte, author = {Barker, A. A.}, title = {{Monte Carlo} Calculations of the Radial Distribution Functions for a Proton-Electron Plasma}, journal = {Aust. J. Phys.}, volume = {18}, pages = {119--134}, year = {1965}}`},
	{[]string{"chains of coordinates"}, "Hamiltonian Monte Carlo", `
@article{duane1987hybrid, author = {Duane, Simon and Kennedy, A. D. and Pendleton, Brian J. and Roweth, Duncan}, title = {Hybrid {Monte Carlo}}, journal = {Phys. Lett. B}, volume = {195}, pages = {216--222}, year = {1987}}`},
	{[]string{"chains of coordinates"}, "the size of its steps", `
@article{hoffman2014no, author = {Hoffman, Matthew D. and Gelman, Andrew}, title = {The No-{U}-Turn Sampler: Adaptively Setting Path Lengths in {Hamiltonian Monte Carlo}}, journal = {J. Mach. Learn. Res.}, volume = {15}, pages = {1593--1623}, year = {2014}, eprint = {1111.4246}, archivePrefix = {arXiv}}`},
	{[]string{"chains of sites", "chains of coordinates"}, "R-hat and effective sample sizes", `
@article{vehtari2021rank, author = {Vehtari, Aki and Gelman, Andrew and Simpson, Daniel and Carpenter, Bob and B{\"u}rkner, Paul-Christian}, title = {Rank-Normalization, Folding, and Localization: An Improved {R-hat} for Assessing Convergence of {MCMC}}, journal = {Bayesian Anal.}, volume = {16}, pages = {667--718}, year = {2021}, eprint = {1903.08008}, archivePrefix = {arXiv}}`},
	{[]string{"ground", "spectrum"}, "lowest states", `
@article{lanczos1950iteration, author = {Lanczos, Cornelius}, title = {An Iteration Method for the Solution of the Eigenvalue Problem of Linear Differential and Integral Operators}, journal = {J. Res. Natl. Bur. Stand.}, volume = {45}, pages = {255--282}, year = {1950}}`},
	{[]string{"fcidump"}, "files of integrals", `
@article{knowles1989determinant, author = {Knowles, Peter J. and Handy, Nicholas C.}, title = {A Determinant Based Full Configuration Interaction Program}, journal = {Comput. Phys. Commun.}, volume = {54}, pages = {75--83}, year = {1989}}`},
	{[]string{"jordan_wigner"}, "fermions as spins", `
@article{jordan1928paulische, author = {Jordan, Pascual and Wigner, Eugene}, title = {{\"U}ber das {Paulische \"Aquivalenzverbot}}, journal = {Z. Phys.}, volume = {47}, pages = {631--651}, year = {1928}}`},
	{[]string{""}, "random numbers", `
@inproceedings{salmon2011parallel, author = {Salmon, John K. and Moraes, Mark A. and Dror, Ron O. and Shaw, David E.}, title = {Parallel Random Numbers: As Easy as 1, 2, 3}, booktitle = {Proceedings of the International Conference for High Performance Computing, Networking, Storage and Analysis}, year = {2011}}`},
}
