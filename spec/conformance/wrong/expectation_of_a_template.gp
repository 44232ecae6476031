import van
m = mean(s[1] for s ~ van.ar)  #! G0702: ar still needs its static arguments
