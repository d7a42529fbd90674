// A gin server on loopback that asks itself: routes, parameters, JSON both ways, validation, groups, middleware, recovery,
// static text, redirects, then a graceful stop.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
)

type order struct {
	Item  string   `json:"item" binding:"required"`
	Count int      `json:"count" binding:"gte=1,lte=10"`
	Tags  []string `json:"tags,omitempty"`
}

func router() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(gin.CustomRecoveryWithWriter(io.Discard, func(c *gin.Context, err any) {
		c.AbortWithStatusJSON(500, gin.H{"panic": fmt.Sprint(err)})
	}))
	var hits atomic.Int64
	r.Use(func(c *gin.Context) {
		hits.Add(1)
		c.Next()
		c.Set("done", true)
	})
	r.GET("/", func(c *gin.Context) { c.String(200, "hello, gin") })
	r.GET("/hello/:name", func(c *gin.Context) {
		c.JSON(200, gin.H{"hello": c.Param("name"), "q": c.DefaultQuery("q", "none")})
	})
	r.GET("/files/*path", func(c *gin.Context) { c.String(200, c.Param("path")) })
	r.POST("/orders", func(c *gin.Context) {
		var o order
		if err := c.ShouldBindJSON(&o); err != nil {
			c.JSON(400, gin.H{"error": err.Error()})
			return
		}
		c.Header("Location", "/orders/1")
		c.JSON(201, o)
	})
	r.GET("/form", func(c *gin.Context) {
		var f struct {
			A int    `form:"a"`
			B string `form:"b" binding:"required"`
		}
		if err := c.ShouldBindQuery(&f); err != nil {
			c.String(400, err.Error())
			return
		}
		c.XML(200, f.B+fmt.Sprint(f.A))
	})
	r.GET("/boom", func(c *gin.Context) { panic("boom") })
	r.GET("/go", func(c *gin.Context) { c.Redirect(302, "/hello/redirected") })
	admin := r.Group("/admin", gin.BasicAuth(gin.Accounts{"root": "secret"}))
	admin.GET("/who", func(c *gin.Context) { c.String(200, c.MustGet(gin.AuthUserKey).(string)) })
	r.GET("/hits", func(c *gin.Context) { c.YAML(200, gin.H{"hits": hits.Load()}) })
	return r
}

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	srv := &http.Server{Handler: router()}
	done := make(chan error)
	go func() { done <- srv.Serve(ln) }()
	base := "http://" + ln.Addr().String()
	ask := func(method, path, body string, auth bool) string {
		req, _ := http.NewRequest(method, base+path, bytes.NewBufferString(body))
		if auth {
			req.SetBasicAuth("root", "secret")
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err.Error()
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return fmt.Sprint(resp.StatusCode, " ", resp.Header.Get("Content-Type"), " ", strings.TrimSpace(string(b)))
	}
	fmt.Println(ask("GET", "/", "", false))
	fmt.Println(ask("GET", "/hello/world?q=1", "", false))
	fmt.Println(ask("GET", "/files/a/b/c.txt", "", false))
	fmt.Println(ask("POST", "/orders", `{"item":"tea","count":2,"tags":["a"]}`, false))
	fmt.Println(ask("POST", "/orders", `{"count":20}`, false))
	fmt.Println(ask("POST", "/orders", `{"item":`, false))
	fmt.Println(ask("GET", "/form?a=7&b=x", "", false))
	fmt.Println(ask("GET", "/form?a=x&b=x", "", false))
	fmt.Println(ask("GET", "/boom", "", false))
	fmt.Println(ask("GET", "/go", "", false))
	fmt.Println(ask("GET", "/admin/who", "", false))
	fmt.Println(ask("GET", "/admin/who", "", true))
	fmt.Println(ask("DELETE", "/", "", false))
	var wg sync.WaitGroup
	var good atomic.Int64
	for i := 0; i < 200; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if strings.Contains(ask("GET", fmt.Sprint("/hello/", i), "", false), fmt.Sprintf(`"hello":"%d"`, i)) {
				good.Add(1)
			}
		}()
	}
	wg.Wait()
	fmt.Println(good.Load(), "good")
	fmt.Println(ask("GET", "/hits", "", false))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	http.DefaultClient.CloseIdleConnections()
	fmt.Println(srv.Shutdown(ctx), <-done)
}
