s ~ spin(logit = 0)  #! G0601: a conditional (~) belongs to the body of a model
