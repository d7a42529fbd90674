package embed

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

//go:embed data/a.txt
var text string

//go:embed data/a.txt
var raw []byte

var (
	//go:embed data/empty
	empty []byte

	//go:embed data/*.txt "data/sub"
	some embed.FS
	//go:embed all:data
	all embed.FS
)

//go:embed data
var plain embed.FS

func list(f fs.FS) string {
	var names []string
	fs.WalkDir(f, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if i, err := d.Info(); err == nil && !d.IsDir() {
			path += fmt.Sprint("=", i.Size())
		}
		names = append(names, path)
		return nil
	})
	return strings.Join(names, " ")
}

func TestEmbed(t *testing.T) {
	fmt.Printf("%q %q %d\n", text, raw, len(empty))
	raw[0] = 'H'
	fmt.Printf("%q %q\n", text, raw)
	fmt.Println(list(some))
	fmt.Println(list(all))
	fmt.Println(list(plain))
	b, err := all.ReadFile("data/sub/b.txt")
	fmt.Println(string(b), err)
	_, err = plain.ReadFile("data/.dot")
	fmt.Println(err)
}
