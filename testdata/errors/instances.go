package p

func f[T any]() { // ok
	g[*T]()
}

func g[T any]() { // ERROR "instantiation cycle:"
	f[T]()
}

type K[T any] struct { // ok
	next func() *K[[]T]
}
