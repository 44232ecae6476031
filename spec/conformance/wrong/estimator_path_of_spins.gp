model p(s: spin) { param a = 0.3; s ~ spin(field = a) }
g = gradient mean(log(p(s)) for s ~ p, estimator = path) over p with samples = 100  #! G0703: the estimator path needs draws that can be differentiated, and these are of discrete variables
