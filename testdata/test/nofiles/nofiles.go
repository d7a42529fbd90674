package nofiles

func F() {}
