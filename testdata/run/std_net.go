// Programs of the standard library that talk to somebody: net/rpc over a pipe, textproto, database/sql over a driver of our
// own, log/slog, encoding/gob, compress, hashes, templates, mail addresses, bufio scanners on connections.
package main

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"database/sql"
	"database/sql/driver"
	"encoding/base64"
	"encoding/gob"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"log"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/textproto"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// ---- a driver whose only table is a list of numbers ----
type fake struct{}
type conn struct{ rows []int64 }
type stmt struct {
	c     *conn
	query string
}
type rows struct {
	left []int64
}
type tx struct{ c *conn }

var table []int64

func (fake) Open(name string) (driver.Conn, error) {
	if name == "bad" {
		return nil, errors.New("no such database")
	}
	return &conn{}, nil
}
func (c *conn) Prepare(q string) (driver.Stmt, error) { return &stmt{c, q}, nil }
func (c *conn) Close() error                          { return nil }
func (c *conn) Begin() (driver.Tx, error)             { c.rows = append([]int64(nil), table...); return tx{c}, nil }
func (t tx) Commit() error                            { return nil }
func (t tx) Rollback() error                          { table = t.c.rows; return nil }
func (s *stmt) Close() error                          { return nil }
func (s *stmt) NumInput() int                         { return strings.Count(s.query, "?") }
func (s *stmt) Exec(args []driver.Value) (driver.Result, error) {
	for _, a := range args {
		table = append(table, a.(int64))
	}
	return driver.RowsAffected(len(args)), nil
}
func (s *stmt) Query(args []driver.Value) (driver.Rows, error) {
	r := &rows{}
	for _, v := range table {
		if len(args) == 0 || v > args[0].(int64) {
			r.left = append(r.left, v)
		}
	}
	return r, nil
}
func (r *rows) Columns() []string { return []string{"n", "text"} }
func (r *rows) Close() error      { return nil }
func (r *rows) Next(dest []driver.Value) error {
	if len(r.left) == 0 {
		return io.EOF
	}
	dest[0], dest[1] = r.left[0], fmt.Sprint("number ", r.left[0])
	r.left = r.left[1:]
	return nil
}

func database() {
	sql.Register("fake", fake{})
	db, err := sql.Open("fake", "good")
	check(err)
	defer db.Close()
	db.SetMaxOpenConns(3)
	res, err := db.Exec("insert ? ? ?", 1, 2, 3)
	check(err)
	n, err := res.RowsAffected()
	fmt.Println(n, err)
	t, err := db.Begin()
	check(err)
	_, err = t.Exec("insert ?", 4)
	check(err)
	check(t.Rollback())
	rs, err := db.QueryContext(context.Background(), "select ?", 1)
	check(err)
	for rs.Next() {
		var n int
		var s string
		check(rs.Scan(&n, &s))
		fmt.Println(n, s)
	}
	check(rs.Err())
	var x sql.NullInt64
	var text sql.NullString
	check(db.QueryRow("select").Scan(&x, &text))
	fmt.Println(x, text)
	fmt.Println(db.QueryRow("select ?", 100).Scan(&x, &text))
	bad, err := sql.Open("fake", "bad")
	check(err)
	fmt.Println(bad.Ping())
	var wg sync.WaitGroup
	for i := 0; i < 20; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var n int
			check(db.QueryRow("select").Scan(&n, new(string)))
		}()
	}
	wg.Wait()
	fmt.Println(db.Stats().OpenConnections <= 3)
}

type Shape interface{ Area() float64 }
type Square struct{ Side float64 }
type Circle struct{ R float64 }

func (s Square) Area() float64 { return s.Side * s.Side }
func (c Circle) Area() float64 { return 3 * c.R * c.R }

type Message struct {
	ID     int
	Names  []string
	Attrs  map[string]int
	Nested *Message
	Shape  Shape
	When   time.Time
}

func gobs() {
	gob.Register(Square{})
	gob.Register(Circle{})
	client, server := net.Pipe()
	go func() {
		enc := gob.NewEncoder(client)
		for i := 0; i < 3; i++ {
			m := Message{ID: i, Names: []string{"a", "b"}[:i%3], Attrs: map[string]int{"x": i}, Shape: Square{float64(i)}, When: time.Unix(int64(i), 0).UTC()}
			if i == 2 {
				m.Nested, m.Shape = &Message{ID: 20}, Circle{1}
			}
			check(enc.Encode(m))
		}
		client.Close()
	}()
	dec := gob.NewDecoder(server)
	for {
		var m Message
		err := dec.Decode(&m)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(m.ID, m.Names, m.Attrs, m.Nested != nil, m.Shape, m.When)
	}
}

func hashes() {
	in := []byte(strings.Repeat("golem compiles Go. ", 100))
	fmt.Printf("%x\n%x\n%x\n%x\n%08x\n", md5.Sum(in), sha1.Sum(in), sha256.Sum256(in), sha512.Sum512(in), crc32.ChecksumIEEE(in))
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write(in)
	fmt.Println(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	for _, c := range []struct {
		name string
		w    func(io.Writer) io.WriteCloser
		r    func(io.Reader) (io.Reader, error)
	}{
		{"gzip", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }, func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
		{"zlib", func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }, func(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) }},
		{"flate", func(w io.Writer) io.WriteCloser { f, _ := flate.NewWriter(w, 9); return f }, func(r io.Reader) (io.Reader, error) { return flate.NewReader(r), nil }},
	} {
		var buf bytes.Buffer
		w := c.w(&buf)
		w.Write(in)
		w.Close()
		n := buf.Len()
		r, err := c.r(&buf)
		check(err)
		out, err := io.ReadAll(r)
		fmt.Println(c.name, n, bytes.Equal(in, out), err)
	}
}

func logs() {
	opts := &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}
	for _, h := range []slog.Handler{slog.NewTextHandler(os.Stdout, opts), slog.NewJSONHandler(os.Stdout, opts)} {
		l := slog.New(h).With("service", "net")
		l.Info("started", "port", 8080, "took", 1500*time.Millisecond)
		l.WithGroup("req").Warn("slow", slog.Group("user", slog.String("name", "a b"), slog.Int("id", 7)), "err", io.EOF)
		l.Debug("details", "list", []int{1, 2}, "addr", netip.MustParseAddr("::1"))
	}
	log.New(os.Stdout, "log: ", log.Lmsgprefix).Printf("%d", 1)
}

func lines() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go func() {
		c, err := ln.Accept()
		check(err)
		r := textproto.NewReader(bufio.NewReader(c))
		h, err := r.ReadMIMEHeader()
		check(err)
		fmt.Fprintf(c, "%s %s\r\n", h.Get("host"), h["X-List"])
		s := bufio.NewScanner(r.R)
		for s.Scan() && s.Text() != "end" {
			fmt.Fprintf(c, "%s!\n", strings.ToUpper(s.Text()))
		}
		c.Close()
	}()
	c, err := net.DialTimeout("tcp", ln.Addr().String(), time.Second)
	check(err)
	fmt.Fprint(c, "Host: golem\r\nx-list: 1\r\nX-List: 2\r\n\r\none\ntwo\nend\n")
	b, err := io.ReadAll(c)
	fmt.Printf("%q %v\n", b, err)
	ln.Close()
	_, err = net.Dial("tcp", ln.Addr().String())
	var op *net.OpError
	fmt.Println(errors.As(err, &op), op.Op, strings.HasSuffix(err.Error(), "connect: connection refused"))
	_, err = net.Dial("tcp", "127.0.0.1:99999")
	fmt.Println(err)
	ips, err := net.LookupHost("127.0.0.1")
	fmt.Println(ips, err)
}

func main() {
	lines()
	gobs()
	database()
	hashes()
	logs()
	u, err := url.Parse("https://user:pa%20ss@example.com:8080/a/b?x=1&y=2#frag")
	fmt.Println(u.Host, u.Port(), u.User, u.Query()["y"], u.Fragment, err)
	a, err := mail.ParseAddress("Go Gopher <gopher@example.com>")
	fmt.Println(a, err)
	var doc struct {
		XMLName xml.Name `xml:"doc"`
		Items   []struct {
			ID   int    `xml:"id,attr"`
			Text string `xml:",chardata"`
		} `xml:"item"`
	}
	check(xml.Unmarshal([]byte(`<doc><item id="1">one</item><item id="2">two &amp; more</item></doc>`), &doc))
	fmt.Println(doc.Items)
	_, n, err := net.ParseCIDR("10.1.2.3/16")
	fmt.Println(n, err, n.Contains(net.IPv4(10, 1, 200, 1)))
}

// Output:
// "golem [1 2]\r\nONE!\nTWO!\n" <nil>
// true dial true
// dial tcp: address 99999: invalid port
// [127.0.0.1] <nil>
// 0 [] map[x:0] false {0} 1970-01-01 00:00:00 +0000 UTC
// 1 [a] map[x:1] false {1} 1970-01-01 00:00:01 +0000 UTC
// 2 [a b] map[x:2] true {1} 1970-01-01 00:00:02 +0000 UTC
// EOF
// 3 <nil>
// 2 number 2
// 3 number 3
// {1 true} {number 1 true}
// sql: no rows in result set
// no such database
// true
// f47579bc7a4a3defa2a50e1922002463
// 00bafa94075c1465ae658b16214fd1cd52119cde
// 8dd3674b1ec622d0df711fd5eeff2918c506b9f91bbc48f3175426a7e91b29b9
// 44696a86044243b8a1b907f0b95405e3aedbab0d57a1e7dd966d676040c113b317dcf823216c6961faee3904f153ae47432d5e382127f219c18d4594e018a39f
// 3ebadc88
// W9G+UPsgep2zoh+qNO1/MnpnohF9mKKzR258Q5abw2Q=
// gzip 59 true <nil>
// zlib 47 true <nil>
// flate 41 true <nil>
// level=INFO msg=started service=net port=8080 took=1.5s
// level=WARN msg=slow service=net req.user.name="a b" req.user.id=7 req.err=EOF
// level=DEBUG msg=details service=net list="[1 2]" addr=::1
// {"level":"INFO","msg":"started","service":"net","port":8080,"took":1500000000}
// {"level":"WARN","msg":"slow","service":"net","req":{"user":{"name":"a b","id":7},"err":"EOF"}}
// {"level":"DEBUG","msg":"details","service":"net","list":[1,2],"addr":"::1"}
// log: 1
// example.com:8080 8080 user:pa%20ss [2] frag <nil>
// "Go Gopher" <gopher@example.com> <nil>
// [{1 one} {2 two & more}]
// 10.1.0.0/16 <nil> true
