// Finds and replaces with regexp in generated text.
package main

import (
	"fmt"
	"regexp"
	"strings"
)

func main() {
	var sb strings.Builder
	for i := 0; i < 3000; i++ {
		fmt.Fprintf(&sb, "user%d@example%d.com wrote on 2024-%02d-%02d: ticket #%d is %s\n", i, i%17, i%12+1, i%28+1, i*7, []string{"open", "closed", "pending"}[i%3])
	}
	text := sb.String()
	mail := regexp.MustCompile(`[a-z0-9]+@[a-z0-9]+\.(com|org)`)
	date := regexp.MustCompile(`(\d{4})-(\d{2})-(\d{2})`)
	state := regexp.MustCompile(`ticket #(\d+) is (open|pending)`)
	n := 0
	for round := 0; round < 12; round++ {
		n += len(mail.FindAllString(text, -1))
		n += len(date.ReplaceAllString(text, "$3.$2.$1"))
		n += len(state.FindAllStringSubmatchIndex(text, -1))
	}
	fmt.Println(n)
}
