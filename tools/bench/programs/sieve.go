// The sieve of Eratosthenes over bytes, several times.
package main

func sieve(n int) (count int) {
	composite := make([]bool, n+1)
	for i := 2; i <= n; i++ {
		if composite[i] {
			continue
		}
		count++
		for j := i * i; j <= n; j += i {
			composite[j] = true
		}
	}
	return
}

func main() {
	t := 0
	for i := range 60 {
		t += sieve(5000000 + i)
	}
	println(t)
}
