package main

func elementwise(s isa) {}
func functions(s isa)   {}
func reductions(s isa)  {}
