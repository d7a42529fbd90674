// Errors that the run-time system raises: what a program may see in recover and what the traceback prints.
// The texts are those of Go's own implementation, because programs and tests compare them.
package runtime

import "unsafe"

// An Error is a run-time error. RuntimeError does nothing; it only tells such errors from ordinary ones.
type Error interface {
	error
	RuntimeError()
}

// typeDescriptor stands for a type descriptor whose content only the C++ side reads.
type typeDescriptor struct{ _ [48]byte }

//go:linkname typeString golem_typestring
func typeString(t *typeDescriptor) string

//go:linkname typePkgPath golem_typepkgpath
func typePkgPath(t *typeDescriptor) string

// A TypeAssertionError explains a failed type assertion.
type TypeAssertionError struct {
	_interface    *typeDescriptor
	concrete      *typeDescriptor
	asserted      *typeDescriptor
	missingMethod string // one method that the interface needs and concrete lacks
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	from := "interface"
	if e._interface != nil {
		from = typeString(e._interface)
	}
	to := typeString(e.asserted)
	if e.concrete == nil {
		return "interface conversion: " + from + " is nil, not " + to
	}
	have := typeString(e.concrete)
	if e.missingMethod != "" {
		return "interface conversion: " + have + " is not " + to + ": missing method " + e.missingMethod
	}
	text := "interface conversion: " + from + " is " + have + ", not " + to
	if have != to {
		return text
	}
	if typePkgPath(e.concrete) != typePkgPath(e.asserted) {
		return text + " (types from different packages)"
	}
	return text + " (types from different scopes)"
}

// errorString is a run-time error with a fixed text.
type errorString string

func (e errorString) RuntimeError() {}

func (e errorString) Error() string { return "runtime error: " + string(e) }

// plainError is a run-time error whose text goes without the prefix "runtime error: ".
type plainError string

func (e plainError) RuntimeError() {}

func (e plainError) Error() string { return string(e) }

// errorAddressString is a memory fault at a known address.
type errorAddressString struct {
	msg  string
	addr uintptr
}

func (e errorAddressString) RuntimeError() {}

func (e errorAddressString) Error() string { return "runtime error: " + e.msg }

// Addr returns the address whose access faulted.
func (e errorAddressString) Addr() uintptr { return e.addr }

// A PanicNilError replaces nil as the argument of panic, so that recover never returns nil for a panic.
type PanicNilError struct {
	_ [0]func() // not comparable
}

func (*PanicNilError) Error() string {
	return "panic called with nil argument"
}

func (*PanicNilError) RuntimeError() {}

// boundsError is a failed index, slice or slice-to-array check. code numbers the kinds as gofuncs.def pairs them.
type boundsError struct {
	x      int64
	y      int
	signed bool // x prints signed
	code   uint8
}

const (
	boundsIndex = iota
	boundsSliceAlen
	boundsSliceAcap
	boundsSliceB
	boundsSlice3Alen
	boundsSlice3Acap
	boundsSlice3B
	boundsSlice3C
	boundsConvert
)

func (e boundsError) RuntimeError() {}

func (e boundsError) Error() string {
	x := unsignedText(uint64(e.x))
	negative := e.signed && e.x < 0
	if negative {
		x = "-" + unsignedText(-uint64(e.x))
	}
	y := unsignedText(uint64(e.y))
	const out = "runtime error: slice bounds out of range ["
	switch e.code {
	case boundsIndex:
		if negative {
			return "runtime error: index out of range [" + x + "]"
		}
		return "runtime error: index out of range [" + x + "] with length " + y
	case boundsSliceAlen:
		if negative {
			return out + ":" + x + "]"
		}
		return out + ":" + x + "] with length " + y
	case boundsSliceAcap:
		if negative {
			return out + ":" + x + "]"
		}
		return out + ":" + x + "] with capacity " + y
	case boundsSliceB:
		if negative {
			return out + x + ":]"
		}
		return out + x + ":" + y + "]"
	case boundsSlice3Alen:
		if negative {
			return out + "::" + x + "]"
		}
		return out + "::" + x + "] with length " + y
	case boundsSlice3Acap:
		if negative {
			return out + "::" + x + "]"
		}
		return out + "::" + x + "] with capacity " + y
	case boundsSlice3B:
		if negative {
			return out + ":" + x + ":]"
		}
		return out + ":" + x + ":" + y + "]"
	case boundsSlice3C:
		if negative {
			return out + x + "::]"
		}
		return out + x + ":" + y + ":]"
	}
	return "runtime error: cannot convert slice with length " + x + " to array or pointer to array with length " + y
}

func unsignedText(v uint64) string {
	var buf [20]byte
	i := len(buf)
	for {
		i--
		buf[i] = byte('0' + v%10)
		v /= 10
		if v == 0 {
			return string(buf[i:])
		}
	}
}

type stringer interface{ String() string }

// preprintpanics turns a panic's error or Stringer argument into its text before the program dies, and tells through
// kind what it was (0 unchanged, 1 error, 2 Stringer). C++ calls it on the panicking goroutine.
func preprintpanics(arg *any, kind *int) {
	switch v := (*arg).(type) {
	case error:
		*kind = 1
		*arg = v.Error()
	case stringer:
		*kind = 2
		*arg = v.String()
	}
}

var _ unsafe.Pointer
