// Split, Fields, Replace, Index, Builder, Map, EqualFold of package strings.
package main

import (
	"fmt"
	"strings"
)

func main() {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog, again and again; ", 200)
	total := 0
	for i := 0; i < 1500; i++ {
		fields := strings.Fields(text)
		total += len(fields)
		total += len(strings.Split(text, ", "))
		total += len(strings.ReplaceAll(text, "fox", "golem"))
		total += strings.Count(text, "again")
		total += strings.LastIndex(text, "quick")
		total += len(strings.ToUpper(text))
		var sb strings.Builder
		for _, f := range fields {
			if strings.HasPrefix(f, "l") || strings.Contains(f, "own") {
				sb.WriteString(strings.TrimRight(f, ",;"))
				sb.WriteByte(' ')
			}
		}
		total += sb.Len()
		if strings.EqualFold(text, strings.ToLower(text)) {
			total++
		}
	}
	fmt.Println(total)
}
