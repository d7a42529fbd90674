// A variable of a large type is no register, also when nothing has asked for its type's size before it.
package main

import "reflect"

func f(t reflect.Type) string {
	m := t.Method(0)
	return m.Name
}

func main() { println(f(reflect.TypeFor[error]())) }
// GIR:
// func "main.f" (%0:'reflect.Type' "t") -> (string) sig func('reflect.Type') string {
//   var $0:'reflect.Method' "m" undecided depth 0
// b0:
//   %1:'reflect.Method' = calliface .22 %0, 0:int
//   declare $0
//   %2:*'reflect.Method' = addr $0
//   store.init %2, %1
//   %3:*'reflect.Method' = addr $0
//   %4:*string = fieldaddr .0 %3
//   %5:string = load %4
//   return %5
// }
