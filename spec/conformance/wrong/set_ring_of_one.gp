Λ = chain(1, periodic)  #! G0306: length 1 of chain(1, periodic) is 1 and periodic, so each site would be its own neighbour: make this direction open
