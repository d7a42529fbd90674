// The network poller under package os and net: pipes, TCP and unix sockets on this machine, deadlines, many connections,
// goroutines that a Close wakes, at one and at four Ps.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func pipes() {
	r, w, err := os.Pipe()
	check(err)
	go func() {
		for i := 0; i < 3; i++ {
			time.Sleep(2 * time.Millisecond)
			fmt.Fprintf(w, "line %d\n", i)
		}
		w.Close()
	}()
	b, err := io.ReadAll(r)
	fmt.Printf("%q %v\n", b, err)
	r.Close()
	// A reader that Close wakes.
	r, w, err = os.Pipe()
	check(err)
	done := make(chan error)
	go func() {
		_, err := r.Read(make([]byte, 1))
		done <- err
	}()
	time.Sleep(5 * time.Millisecond)
	r.Close()
	fmt.Println(<-done)
	w.Close()
	// A writer that a full pipe blocks, and a deadline that ends it.
	r, w, err = os.Pipe()
	check(err)
	check(w.SetWriteDeadline(time.Now().Add(10 * time.Millisecond)))
	n, err := w.Write(make([]byte, 1<<20))
	fmt.Println(n > 0 && n < 1<<20, errors.Is(err, os.ErrDeadlineExceeded))
	r.Close()
	w.Close()
}

func echo(network, addr string, clients int) {
	ln, err := net.Listen(network, addr)
	check(err)
	var served atomic.Int64
	var servers sync.WaitGroup
	accepting := make(chan error)
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				accepting <- err
				return
			}
			servers.Add(1)
			go func() {
				defer servers.Done()
				defer c.Close()
				n, err := io.Copy(c, c)
				check(err)
				served.Add(n)
			}()
		}
	}()
	var wg sync.WaitGroup
	var bad atomic.Int64
	for i := 0; i < clients; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c, err := net.Dial(network, ln.Addr().String())
			check(err)
			defer c.Close()
			buf := make([]byte, 64)
			for j := 0; j < 20; j++ {
				msg := fmt.Sprintf("client %d message %d", i, j)
				_, err := c.Write([]byte(msg))
				check(err)
				_, err = io.ReadFull(c, buf[:len(msg)])
				check(err)
				if string(buf[:len(msg)]) != msg {
					bad.Add(1)
				}
			}
		}()
	}
	wg.Wait()
	servers.Wait()
	ln.Close()
	fmt.Println(network, clients, "clients", served.Load(), "bytes", bad.Load(), "bad", errors.Is(<-accepting, net.ErrClosed))
}

func deadlines() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	defer ln.Close()
	peer := make(chan net.Conn)
	go func() {
		c, err := ln.Accept()
		check(err)
		peer <- c
	}()
	c, err := net.Dial("tcp", ln.Addr().String())
	check(err)
	defer c.Close()
	s := <-peer
	defer s.Close()
	// Past, near, moved, removed.
	check(c.SetReadDeadline(time.Now().Add(-time.Second)))
	_, err = c.Read(make([]byte, 1))
	fmt.Println("past:", errors.Is(err, os.ErrDeadlineExceeded))
	start := time.Now()
	check(c.SetDeadline(start.Add(15 * time.Millisecond)))
	_, err = c.Read(make([]byte, 1))
	var ne net.Error
	fmt.Println("near:", errors.As(err, &ne) && ne.Timeout(), time.Since(start) >= 15*time.Millisecond)
	_, err = c.Write([]byte("x"))
	fmt.Println("write too:", errors.Is(err, os.ErrDeadlineExceeded))
	check(c.SetDeadline(time.Now().Add(time.Hour)))
	got := make(chan error)
	go func() {
		_, err := c.Read(make([]byte, 1))
		got <- err
	}()
	time.Sleep(2 * time.Millisecond)
	check(c.SetReadDeadline(time.Now()))
	fmt.Println("moved:", errors.Is(<-got, os.ErrDeadlineExceeded))
	check(c.SetDeadline(time.Time{}))
	go s.Write([]byte("y"))
	b := make([]byte, 1)
	_, err = c.Read(b)
	fmt.Println("removed:", string(b), err)
	// A storm of moving deadlines while the other side sends.
	const n = 300
	go func() {
		for i := 0; i < n; i++ {
			s.Write([]byte{byte(i)})
		}
	}()
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				c.SetReadDeadline(time.Now().Add(50 * time.Microsecond))
			}
			runtime.Gosched()
		}
	}()
	sum, count := 0, 0
	for count < n {
		m, err := c.Read(b)
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			panic(err)
		}
		if m == 1 {
			sum += int(b[0])
			count++
		}
	}
	close(stop)
	fmt.Println("storm:", count, sum)
}

func udp() {
	a, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(err)
	defer a.Close()
	b, err := net.Dial("udp", a.LocalAddr().String())
	check(err)
	defer b.Close()
	go b.Write([]byte("datagram"))
	buf := make([]byte, 100)
	n, from, err := a.ReadFrom(buf)
	fmt.Println(string(buf[:n]), from.String() == b.LocalAddr().String(), err)
}

func main() {
	dir, err := os.MkdirTemp("", "golem")
	check(err)
	defer os.RemoveAll(dir)
	for _, procs := range []int{1, 4} {
		runtime.GOMAXPROCS(procs)
		pipes()
		echo("tcp", "127.0.0.1:0", 100)
		echo("unix", filepath.Join(dir, fmt.Sprint("s", procs)), 50)
		deadlines()
		udp()
	}
}

// Output:
// "line 0\nline 1\nline 2\n" <nil>
// read |0: file already closed
// true true
// tcp 100 clients 38800 bytes 0 bad true
// unix 50 clients 19300 bytes 0 bad true
// past: true
// near: true true
// write too: true
// moved: true
// removed: y <nil>
// storm: 300 33586
// datagram true <nil>
// "line 0\nline 1\nline 2\n" <nil>
// read |0: file already closed
// true true
// tcp 100 clients 38800 bytes 0 bad true
// unix 50 clients 19300 bytes 0 bad true
// past: true
// near: true true
// write too: true
// moved: true
// removed: y <nil>
// storm: 300 33586
// datagram true <nil>
