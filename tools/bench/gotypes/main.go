// gotypes parses and type-checks the whole standard library with go/parser and go/types, from source and in one process:
// the yardstick for `golem check std`. Prints packages, files and lines.
//
//	gotypes GOROOT
package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

type checker struct {
	src   string
	ctx   build.Context
	fset  *token.FileSet
	pkgs  map[string]*types.Package
	files map[string][]*ast.File
	lines int
	n     int
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gotypes GOROOT")
		os.Exit(2)
	}
	c := &checker{src: filepath.Join(os.Args[1], "src"), ctx: build.Default, fset: token.NewFileSet(),
		pkgs: map[string]*types.Package{"unsafe": types.Unsafe}, files: map[string][]*ast.File{}}
	c.ctx.GOROOT, c.ctx.CgoEnabled = os.Args[1], false
	dirs := c.directories()
	c.parse(dirs)
	for _, d := range dirs {
		if _, err := c.Import(d); err != nil {
			fmt.Fprintln(os.Stderr, d, err)
		}
	}
	fmt.Printf("%d packages, %d files, %d lines\n", len(c.pkgs)-1, c.n, c.lines)
}

// directories lists std's import paths, without commands, tests' data and what is vendored but unused.
func (c *checker) directories() (dirs []string) {
	filepath.WalkDir(c.src, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(c.src, path)
		if rel == "cmd" || rel == "builtin" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), "_") {
			return fs.SkipDir
		}
		if p, err := c.ctx.ImportDir(path, 0); err == nil && p.Name != "main" {
			dirs = append(dirs, rel)
		}
		return nil
	})
	return
}

// parse reads all files on all processors, as golem does.
func (c *checker) parse(dirs []string) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	limit := make(chan bool, runtime.GOMAXPROCS(0))
	for _, d := range dirs {
		wg.Add(1)
		limit <- true
		go func() {
			defer func() { <-limit; wg.Done() }()
			p, _ := c.ctx.ImportDir(filepath.Join(c.src, d), 0)
			var files []*ast.File
			lines := 0
			for _, name := range p.GoFiles {
				f, err := parser.ParseFile(c.fset, filepath.Join(c.src, d, name), nil, parser.SkipObjectResolution)
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					continue
				}
				files = append(files, f)
				lines += c.fset.File(f.Pos()).LineCount()
			}
			mu.Lock()
			defer mu.Unlock()
			c.files[d], c.n, c.lines = files, c.n+len(files), c.lines+lines
		}()
	}
	wg.Wait()
}

// Import type-checks a package and, through the checker, what it imports.
func (c *checker) Import(path string) (*types.Package, error) {
	if p := c.pkgs[path]; p != nil {
		return p, nil
	}
	files, ok := c.files[path]
	if !ok {
		if files, ok = c.files["vendor/"+path]; !ok {
			return nil, fmt.Errorf("package %s not found", path)
		}
	}
	conf := types.Config{Importer: c, Sizes: types.SizesFor("gc", "amd64"), Error: func(error) {}}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{}, Implicits: map[ast.Node]types.Object{}}
	p, err := conf.Check(path, c.fset, files, info)
	c.pkgs[path] = p
	return p, err
}
