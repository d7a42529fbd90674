// Reads lines and words from memory with bufio, counts them in a map, writes through a bufio.Writer.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
)

func main() {
	var src bytes.Buffer
	for i := 0; i < 200000; i++ {
		src.WriteString("line ")
		src.WriteString(strconv.Itoa(i % 1000))
		src.WriteString(" with some words in it\n")
	}
	data := src.Bytes()
	total := 0
	for round := 0; round < 5; round++ {
		counts := map[string]int{}
		sc := bufio.NewScanner(bytes.NewReader(data))
		for sc.Scan() {
			total += len(sc.Text())
		}
		sc = bufio.NewScanner(bytes.NewReader(data))
		sc.Split(bufio.ScanWords)
		for sc.Scan() {
			counts[sc.Text()]++
		}
		w := bufio.NewWriter(io.Discard)
		for k, v := range counts {
			w.WriteString(k)
			w.WriteString(strconv.Itoa(v))
			total += v
		}
		w.Flush()
	}
	fmt.Println(total)
}
