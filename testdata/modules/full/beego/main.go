// A beego server on loopback: controllers, filters, parameters.
package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/beego/beego/v2/server/web"
	beecontext "github.com/beego/beego/v2/server/web/context"
)

type hello struct{ web.Controller }

func (c *hello) Get() {
	c.Data["json"] = map[string]string{"hello": c.Ctx.Input.Param(":name"), "q": c.GetString("q", "none")}
	c.ServeJSON()
}
func (c *hello) Post() {
	n, err := c.GetInt("n")
	if err != nil {
		c.CustomAbort(400, "n is not a number")
	}
	c.Ctx.WriteString(fmt.Sprint(n * n))
}

func main() {
	web.BConfig.Log.AccessLogs = false
	web.BConfig.CopyRequestBody = true
	web.BConfig.RunMode = web.PROD
	web.Router("/hello/:name", &hello{})
	web.Get("/plain", func(c *beecontext.Context) { c.WriteString("plain") })
	web.InsertFilter("/*", web.BeforeRouter, func(c *beecontext.Context) { c.Output.Header("X-Filter", "seen") })
	s := httptest.NewServer(web.BeeApp.Handlers)
	defer s.Close()
	show := func(resp *http.Response, err error) {
		if err != nil {
			fmt.Println(err)
			return
		}
		b, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		text := strings.Join(strings.Fields(string(b)), " ")
		fmt.Println(resp.StatusCode, resp.Header.Get("X-Filter"), text[:min(len(text), 60)])
	}
	show(http.Get(s.URL + "/hello/bee?q=1"))
	show(http.Get(s.URL + "/plain"))
	show(http.PostForm(s.URL+"/hello/x", map[string][]string{"n": {"12"}}))
	show(http.PostForm(s.URL+"/hello/x", map[string][]string{"n": {"twelve"}}))
	show(http.Get(s.URL + "/none"))
}
