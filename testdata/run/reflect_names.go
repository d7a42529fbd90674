// Assertion to an empty interface; packages of unexported methods and of struct types; the text of channel types.
package main

import (
	"fmt"
	"go/ast"
	"io"
	"os"
	"reflect"
)

type empty struct{}

type local interface{ hidden() }

type implements struct{}

func (*implements) hidden() {}

func main() {
	var w io.Writer = os.Stdout
	fmt.Println(w.(any) == any(os.Stdout))
	v, ok := w.(interface{})
	fmt.Println(v == any(os.Stdout), ok)
	func() {
		defer func() { fmt.Println(recover()) }()
		w = nil
		fmt.Println(w.(any))
	}()

	fmt.Println(reflect.TypeFor[*ast.Ident]().Implements(reflect.TypeFor[ast.Expr]()))
	fmt.Println(reflect.TypeFor[*implements]().Implements(reflect.TypeFor[local]()))
	fmt.Println(reflect.TypeFor[*implements]().Implements(reflect.TypeFor[ast.Expr]()))

	fmt.Println(reflect.TypeFor[empty]().ConvertibleTo(reflect.TypeFor[struct{}]()))
	fmt.Println(reflect.TypeFor[*struct{}]().ConvertibleTo(reflect.TypeFor[*empty]()))
	fmt.Println(reflect.TypeFor[struct{ a int }]().ConvertibleTo(reflect.TypeFor[struct{ A int }]()))

	fmt.Println(reflect.TypeFor[<-chan (<-chan string)](), reflect.TypeFor[chan (<-chan string)](), reflect.TypeFor[chan<- (<-chan string)]())
}

// Output:
// true
// true true
// interface conversion: interface is nil, not interface {}
// true
// true
// false
// true
// true
// false
// <-chan <-chan string chan (<-chan string) chan<- <-chan string
