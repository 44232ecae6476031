n = 3
m = sum(n)  #! G0401: sum reduces an array, and this is a number
