x = [1, 2]
plot(x, to = "x.bmp")  #! G0809: a figure is written as .png, .svg or .pdf, not as ".bmp"
