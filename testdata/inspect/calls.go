package main

// Calls of functions that could be inlined but aren't, in gc's optimization log.

//go:noinline
func no(x int) int { return x }

func even(n int) bool { return n == 0 || odd(n-1) }   // LOG "8 "
func odd(n int) bool  { return n != 0 && even(n-1) } // LOG "9 "

func main() {
	costly := func(x int) int { return no(x) + no(x) + no(x) + no(x) }
	println(no(1), costly(2)) // LOG "13 cost 244 of main.main.func1 exceeds max caller cost 160"
	println(costly(3))        // LOG "14 cost 244 of main.main.func1 exceeds max caller cost 160"
	println(even(4))          // LOG "15 repeated recursive cycle to main.even"
}
