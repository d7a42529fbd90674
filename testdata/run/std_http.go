// net/http on this machine: server and client, keep-alive, timeouts, cancellation, chunked and compressed bodies, forms,
// cookies, redirects, 200 requests at once, TLS with a certificate made here, HTTP/2, graceful shutdown.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func body(resp *http.Response, err error) string {
	check(err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	check(err)
	return fmt.Sprint(resp.StatusCode, " ", resp.Proto, " ", strings.TrimSpace(string(b)))
}

func mux() *http.ServeMux {
	m := http.NewServeMux()
	m.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello, %s (%s)", r.PathValue("name"), r.URL.Query().Get("q"))
	})
	m.HandleFunc("POST /sum", func(w http.ResponseWriter, r *http.Request) {
		h := sha256.New()
		n, err := io.Copy(h, r.Body)
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"n": n, "sum": hex.EncodeToString(h.Sum(nil))[:16]})
	})
	m.HandleFunc("/form", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.FormValue("a"), r.Form["b"])
	})
	m.HandleFunc("/cookie", func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("seen"); err == nil {
			fmt.Fprint(w, "again ", c.Value)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes", Path: "/"})
		fmt.Fprint(w, "first")
	})
	m.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/hello/redirected", http.StatusFound) })
	m.HandleFunc("/gzip", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, strings.Repeat("compressed ", 100))
		z.Close()
	})
	m.HandleFunc("/chunks", func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < 3; i++ {
			fmt.Fprintf(w, "chunk %d;", i)
			w.(http.Flusher).Flush()
		}
	})
	m.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(10 * time.Second):
		}
	})
	m.HandleFunc("/panic", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	return m
}

func exercise(base string, c *http.Client) {
	fmt.Println(body(c.Get(base + "/hello/gopher?q=a+b")))
	fmt.Println(body(c.Post(base+"/hello/gopher", "text/plain", nil)))
	fmt.Println(body(c.Post(base+"/sum", "application/octet-stream", bytes.NewReader(make([]byte, 1<<20)))))
	pr, pw := io.Pipe()
	go func() {
		for i := 0; i < 10; i++ {
			fmt.Fprintf(pw, "part %d\n", i)
		}
		pw.Close()
	}()
	fmt.Println(body(c.Post(base+"/sum", "text/plain", pr)))
	fmt.Println(body(c.PostForm(base+"/form", url.Values{"a": {"1"}, "b": {"x", "y"}})))
	fmt.Println(body(c.Get(base + "/redirect")))
	fmt.Println(len(body(c.Get(base + "/gzip"))))
	fmt.Println(body(c.Get(base + "/chunks")))
	fmt.Println(body(c.Get(base + "/none")))
	jar, err := cookiejar.New(nil)
	check(err)
	withJar := *c
	withJar.Jar = jar
	fmt.Println(body(withJar.Get(base + "/cookie")))
	fmt.Println(body(withJar.Get(base + "/cookie")))
	// Ends: client's timeout, a cancelled context, the server's abort.
	hasty := *c
	hasty.Timeout = 30 * time.Millisecond
	_, err = hasty.Get(base + "/slow")
	var ne net.Error
	fmt.Println(errors.As(err, &ne) && ne.Timeout(), errors.Is(err, context.DeadlineExceeded))
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(10*time.Millisecond, cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", base+"/slow", nil)
	check(err)
	_, err = c.Do(req)
	fmt.Println(errors.Is(err, context.Canceled))
	_, err = c.Get(base + "/panic")
	fmt.Println(err != nil)
	// 200 at once.
	var wg sync.WaitGroup
	var good atomic.Int64
	for i := 0; i < 200; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if strings.HasSuffix(body(c.Get(fmt.Sprintf("%s/hello/%d?q=%d", base, i, i*i))), fmt.Sprintf("hello, %d (%d)", i, i*i)) {
				good.Add(1)
			}
		}()
	}
	wg.Wait()
	fmt.Println(good.Load(), "good")
}

func certificate() (tls.Certificate, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "golem"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	check(err)
	cert, err := x509.ParseCertificate(der)
	check(err)
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func main() {
	os.Setenv("NO_PROXY", "*")
	s := httptest.NewServer(mux())
	exercise(s.URL, s.Client())
	s.Close()

	// Keep-alive: one connection for requests one after the other.
	var conns atomic.Int64
	s = httptest.NewUnstartedServer(mux())
	s.Config.ConnState = func(c net.Conn, st http.ConnState) {
		if st == http.StateNew {
			conns.Add(1)
		}
	}
	s.Start()
	for i := 0; i < 10; i++ {
		body(s.Client().Get(s.URL + "/chunks"))
	}
	fmt.Println(conns.Load(), "connection")
	s.Close()

	// TLS, HTTP/1.1 and HTTP/2.
	cert, pool := certificate()
	for _, h2 := range []bool{false, true} {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		check(err)
		srv := &http.Server{Handler: mux(), TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ErrorLog: log.New(io.Discard, "", 0)}
		if !h2 {
			srv.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){}
		}
		done := make(chan error, 1)
		go func() { done <- srv.ServeTLS(ln, "", "") }()
		tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: h2}
		exercise("https://"+ln.Addr().String(), &http.Client{Transport: tr})
		resp, err := (&http.Client{Transport: tr}).Get("https://" + ln.Addr().String() + "/hello/tls")
		check(err)
		fmt.Println(resp.TLS.Version == tls.VersionTLS13, resp.TLS.NegotiatedProtocol, resp.TLS.PeerCertificates[0].Subject)
		resp.Body.Close()
		if !h2 { // a client that does not know the certificate
			_, err = (&http.Client{Transport: &http.Transport{}}).Get("https://" + ln.Addr().String() + "/")
			var unknown x509.UnknownAuthorityError
			fmt.Println(errors.As(err, &unknown), unknown)
		}
		tr.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		fmt.Println(srv.Shutdown(ctx), <-done)
		cancel()
	}
	// httptest's recorder, no network.
	rec := httptest.NewRecorder()
	mux().ServeHTTP(rec, httptest.NewRequest("GET", "/hello/recorder?q=1", nil))
	fmt.Println(rec.Code, rec.Body, rec.Header().Get("Content-Type"))
}

// Output:
// 200 HTTP/1.1 hello, gopher (a b)
// 405 HTTP/1.1 Method Not Allowed
// 200 HTTP/1.1 {"n":1048576,"sum":"30e14955ebf13522"}
// 200 HTTP/1.1 {"n":70,"sum":"1d0393066072550a"}
// 200 HTTP/1.1 1[x y]
// 200 HTTP/1.1 hello, redirected ()
// 1112
// 200 HTTP/1.1 chunk 0;chunk 1;chunk 2;
// 404 HTTP/1.1 404 page not found
// 200 HTTP/1.1 first
// 200 HTTP/1.1 again yes
// true true
// true
// true
// 200 good
// 1 connection
// 200 HTTP/1.1 hello, gopher (a b)
// 405 HTTP/1.1 Method Not Allowed
// 200 HTTP/1.1 {"n":1048576,"sum":"30e14955ebf13522"}
// 200 HTTP/1.1 {"n":70,"sum":"1d0393066072550a"}
// 200 HTTP/1.1 1[x y]
// 200 HTTP/1.1 hello, redirected ()
// 1112
// 200 HTTP/1.1 chunk 0;chunk 1;chunk 2;
// 404 HTTP/1.1 404 page not found
// 200 HTTP/1.1 first
// 200 HTTP/1.1 again yes
// true true
// true
// true
// 200 good
// true  CN=golem
// true x509: certificate signed by unknown authority
// <nil> http: Server closed
// 200 HTTP/2.0 hello, gopher (a b)
// 405 HTTP/2.0 Method Not Allowed
// 200 HTTP/2.0 {"n":1048576,"sum":"30e14955ebf13522"}
// 200 HTTP/2.0 {"n":70,"sum":"1d0393066072550a"}
// 200 HTTP/2.0 1[x y]
// 200 HTTP/2.0 hello, redirected ()
// 1112
// 200 HTTP/2.0 chunk 0;chunk 1;chunk 2;
// 404 HTTP/2.0 404 page not found
// 200 HTTP/2.0 first
// 200 HTTP/2.0 again yes
// true true
// true
// true
// 200 good
// true h2 CN=golem
// <nil> http: Server closed
// 200 hello, recorder (1) text/plain; charset=utf-8
