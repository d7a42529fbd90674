// Bombs and forbidden doors for golem vm run's limits (run.sh).
package main

import (
	"fmt"
	"net"
	"os"
)

var keep [][]byte

func rec(n int) int { return rec(n+1) + 1 }

func main() {
	switch os.Args[1] {
	case "loop":
		for {
		}
	case "alloc":
		for {
			keep = append(keep, make([]byte, 1<<20))
		}
	case "gos":
		c := make(chan int)
		for {
			go func() { <-c }()
		}
	case "rec":
		rec(0)
	case "file":
		b, err := os.ReadFile(os.Args[2])
		fmt.Println(len(b), err)
	case "write":
		fmt.Println(os.WriteFile(os.Args[2], []byte("x"), 0666))
	case "net":
		_, err := net.Dial("tcp", "127.0.0.1:1")
		fmt.Println(err)
	}
}
