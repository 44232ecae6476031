T = 2
c = if T > 1 then 1  #! G0117: the conditional has no else
