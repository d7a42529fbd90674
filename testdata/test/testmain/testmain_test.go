package testmain

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

var word = flag.String("word", "none", "a word")

func TestMain(m *testing.M) {
	flag.Parse()
	fmt.Println("before", *word, flag.Args())
	code := m.Run()
	fmt.Println("after", code)
	if *word == "quit" {
		os.Exit(7)
	}
}

func TestOne(t *testing.T) {}
