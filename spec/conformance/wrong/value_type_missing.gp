model p(s) { s[i] ~ spin(logit = 0) for i in 1..3 }  #! G0408: s needs a type
