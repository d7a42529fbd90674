// Encodes and decodes a list of records with encoding/json.
package main

import (
	"encoding/json"
	"fmt"
)

type Record struct {
	ID     int               `json:"id"`
	Name   string            `json:"name"`
	Tags   []string          `json:"tags"`
	Score  float64           `json:"score"`
	Active bool              `json:"active"`
	Attrs  map[string]string `json:"attrs,omitempty"`
}

func main() {
	records := make([]Record, 200)
	for i := range records {
		records[i] = Record{i, fmt.Sprint("record ", i), []string{"a", "bb", "ccc"}, float64(i) * 1.25, i%2 == 0, map[string]string{"k": "v", "n": fmt.Sprint(i)}}
	}
	total := 0
	for round := 0; round < 150; round++ {
		data, err := json.Marshal(records)
		if err != nil {
			panic(err)
		}
		var back []Record
		if err := json.Unmarshal(data, &back); err != nil {
			panic(err)
		}
		total += len(data) + len(back)
	}
	fmt.Println(total)
}
