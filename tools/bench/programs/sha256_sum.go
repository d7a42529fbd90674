// SHA-256 and CRC-32 of a megabyte, many times.
package main

import (
	"crypto/sha256"
	"fmt"
	"hash/crc32"
)

func main() {
	data := make([]byte, 1<<20)
	for i := range data {
		data[i] = byte(i * 7)
	}
	var sum [32]byte
	var crc uint32
	for i := 0; i < 500; i++ {
		data[i] ^= sum[0]
		sum = sha256.Sum256(data)
		crc ^= crc32.ChecksumIEEE(data)
	}
	fmt.Printf("%x %08x\n", sum, crc)
}
