c = true
y = 1 + if c then 2 else 3  #! G0124: if needs parentheses here
