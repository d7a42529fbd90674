// Note 18: results are all named or all unnamed. Note 24: make is for slices, maps and channels. Note 31: directions of channels.
package p

func ok() (a int, err error) { return }
func few() (int, string)     { return 1 } // ERROR "not enough return values\n\thave \(number\)\n\twant \(int, string\)|not enough return values"
func many() int              { return 1, 2 } // ERROR "too many return values"
func bare() int              { return } // ERROR "not enough return values"
func falls() int             { } // ERROR "missing return"

func shadow() (err error) {
	if err := error(nil); err == nil {
		return // ERROR "result parameter err not in scope at return"
	}
	return
}

func makes(recv <-chan int, send chan<- int) {
	_ = make(int) // ERROR "invalid argument: cannot make int"
	_ = make([]int) // ERROR "invalid operation: make\(\[\]int\) expects 2 or 3 arguments; found 1"
	_ = make([]int, 5, 2) // ERROR "invalid argument: length and capacity swapped"
	_ = make([]int, -1) // ERROR "must not be negative"
	_ = make([3]int) // ERROR "invalid argument: cannot make \[3\]int"
	_ = make(map[int]int, 1, 2) // ERROR "expects 1 or 2 arguments; found 3"
	recv <- 1 // ERROR "invalid operation: cannot send to receive-only channel <-chan int recv .variable of type <-chan int."
	<-send // ERROR "invalid operation: cannot receive from send-only channel chan<- int send .variable of type chan<- int."
	close(recv) // ERROR "invalid operation: cannot close receive-only channel recv"
	for range send { // ERROR "cannot range over send .variable of type chan<- int.: receive from send-only channel"
	}
	defer len("a") // ERROR "defer discards result of len\(.a.\)"
	defer recover // ERROR "expression in defer must be function call"
	go func() {} // ERROR "expression in go must be function call"
}
