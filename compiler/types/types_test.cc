// What lowering relies on: results in the tree, facts about types, initialization order, instances.
#include "compiler/types/test_util.h"
#include <catch2/catch.hpp>

using namespace golem;
using namespace golem::types;

namespace {
std::string order(Package *p) {
  std::string s;
  for (auto &i : p->initOrder) {
    for (Var *v : i.lhs) s += std::string(v->name.str()) + ",";
    s.back() = ' ';
  }
  return s;
}
Var *local(Checked &c, const char *fn, const char *name) {
  auto *f = c.get<Func>(fn);
  for (auto &[n, o] : static_cast<Signature *>(f->type)->scope->elems)
    if (n.str() == name) return objAs<Var>(o);
  return nullptr;
}
} // namespace

TEST_CASE("initialization order follows dependencies through functions") {
  Checked c("var a = b + f()\nvar b = 1\nvar c, d = g()\nfunc f() int { return e }\nvar e = d\nfunc g() (int, int) { return 1, 2 }\n");
  CHECK(c.errors() == "");
  CHECK(order(c.pkg) == "b c,d e a ");
}

TEST_CASE("bodies on demand complete the initialization order") {
  Checked c("var a = f()\nvar b = 2\nfunc f() int { x := b; return x }\nfunc unused() { undefined() }\n", "go1.26", true);
  CHECK(c.errors() == "");
  completeInitOrder(c.pkg, c.cfg, c.diags, nullptr);
  CHECK(c.errors() == "");
  CHECK(order(c.pkg) == "b a ");
  checkBody(c.pkg, c.get<Func>("unused"), c.cfg, c.diags);
  CHECK(c.errors() == "p.go:5:17: undefined: undefined\n");
}

TEST_CASE("variables know whether they are captured, reassigned, addressed") {
  Checked c(R"(
type T struct{ a [2]int; p *int }
func (*T) ptr() {}
func f() {
	a, b, c, d, e, g, h, i := 1, 2, 3, 4, T{}, T{}, T{}, T{}
	func() { _, _ = a, b; b = 1 }()
	c++
	_ = &d
	_ = e.a[:]
	g.ptr()
	h.a[0] = 1
	_ = &i.p
	j := 0
	j, k := 1, 2
	_, _ = j, k
}
)");
  CHECK(c.errors() == "");
  auto flags = [&](const char *n) {
    Var *v = local(c, "f", n);
    return std::string(v->captured ? "c" : "") + (v->reassigned ? "r" : "") + (v->addrTaken ? "a" : "");
  };
  CHECK(flags("a") == "c");
  CHECK(flags("b") == "cr");
  CHECK(flags("c") == "r");
  CHECK(flags("d") == "a");
  CHECK(flags("e") == "a");
  CHECK(flags("g") == "a");
  CHECK(flags("h") == "r");
  CHECK(flags("i") == "a");
  CHECK(flags("j") == "r");
  CHECK(flags("k") == "");
}

TEST_CASE("instances are unique for identical type arguments") {
  Checked c("type L[T any] struct{ next *L[T]; v T }\nfunc (l *L[T]) get() T { return l.v }\nvar a L[int]\nvar b L[int]\nvar x, y any = a.get, b.get\n");
  CHECK(c.errors() == "");
  CHECK(c.type("a") == c.type("b"));
  Type *targ = typ(BasicKind::Int);
  CHECK(instantiate(c.type("L"), {&targ, 1}) == c.type("a"));
  auto *n = static_cast<Named *>(c.type("a"));
  REQUIRE(declaredMethods(n).size() == 1);
  CHECK(typeString(declaredMethods(n)[0]->type, c.pkg) == "func() int");
  auto *s = static_cast<Struct *>(under(n));
  CHECK(static_cast<Pointer *>(s->fields[0]->type)->elem == n);
}

TEST_CASE("inferred instantiations are recorded at the name") {
  Checked c("func id[T any](t T) T { return t }\nvar f func(string) string = id\nvar x = id(1.5)\n");
  CHECK(c.errors() == "");
  auto *call = static_cast<syntax::CallExpr *>(c.pkg->initOrder[1].rhs);
  auto *name = static_cast<syntax::Name *>(call->fun);
  REQUIRE(name->inst);
  CHECK(name->inst->targs[0] == typ(BasicKind::Float64));
  CHECK(typeString(call->fun->tv.type) == "func(t float64) float64");
  auto *id = static_cast<syntax::Name *>(c.pkg->initOrder[0].rhs);
  REQUIRE(id->inst);
  CHECK(id->inst->targs[0] == typ(BasicKind::String));
}

TEST_CASE("values have final types") {
  Checked c(R"(
func f(s uint, m map[string]int, e any) {
	var x int64 = 1 << s
	var i any = 1 << s
	v, ok := m["a"]
	w, ok2 := e.(int)
	println(x, i, v, ok, w, ok2, 1 << s == 2, "abc"[s], 'a')
	for i, c := range "abc" { _, _ = i, c }
	switch { case s == 1: }
	if s > 2 && ok {}
	_ = append([]byte(nil), "x"...)
}
)");
  CHECK(c.errors() == "");
  CHECK(c.findings() == "");
}

TEST_CASE("method sets hold promoted methods") {
  Checked c("type A struct{}\nfunc (A) v() {}\nfunc (*A) p() {}\ntype B struct{ A }\ntype C struct{ *A }\ntype D struct{ A; C }\ntype E interface{ v() }\ntype "
            "F struct{ E }\n");
  auto names = [&](Type *t) {
    std::string s;
    for (auto &m : methodSet(t)) s += std::string(m.fn->name.str()) + " ";
    return s;
  };
  CHECK(names(c.type("A")) == "v ");
  CHECK(names(newPointer(c.type("A"))) == "p v ");
  CHECK(names(c.type("B")) == "v ");
  CHECK(names(newPointer(c.type("B"))) == "p v ");
  CHECK(names(c.type("C")) == "p v ");
  CHECK(names(c.type("D")) == "v ");
  CHECK(names(c.type("F")) == "v ");
}

TEST_CASE("sizes are gc's") {
  Checked c("type A struct{ a bool; b int64; c bool }\ntype B struct{ a int32; b struct{} }\ntype C [3]A\ntype D struct{ a any; s string; l []int }\n");
  CHECK(sizeOf(c.type("A")) == 24);
  CHECK(sizeOf(c.type("B")) == 8);
  CHECK(sizeOf(c.type("C")) == 72);
  CHECK(sizeOf(c.type("D")) == 56);
  CHECK(offsetOf(static_cast<Struct *>(under(c.type("A"))), 2) == 16);
  CHECK(alignOf(c.type("B")) == 4);
}

TEST_CASE("text of types") {
  Checked c("type T[P any] struct{}\nvar a map[string]chan<- func(x int, y ...[]byte) (n int, err error)\nvar b T[*[]int]\nvar c any\nvar d interface{ M(); "
            "error }\nvar e chan (<-chan struct{ X int; y int `tag` })\n");
  CHECK(typeString(c.type("a"), c.pkg) == "map[string]chan<- func(x int, y ...[]byte) (n int, err error)");
  CHECK(typeString(c.type("b"), c.pkg) == "T[*[]int]");
  CHECK(typeString(c.type("c")) == "any");
  CHECK(typeString(c.type("d")) == "interface{M(); error}");
  CHECK(typeString(c.type("e")) == "chan (<-chan struct{X int; y int \"tag\"})");
  CHECK(typeStringPath(c.type("a")) == "map[string]chan<- func(int, ...[]uint8) (int, error)");
  CHECK(typeStringPath(c.type("b")) == "p.T[*[]int]");
}

TEST_CASE("identity and hashes agree") {
  Checked c("var a func(x int, y byte) (z error)\nvar b func(int, uint8) error\nvar c struct{ A int }\nvar d struct{ A int `t` }\nvar e interface{ A(); B() "
            "}\nvar f interface{ B(); A() }\n");
  CHECK(identical(c.type("a"), c.type("b")));
  CHECK(hashType(c.type("a")) == hashType(c.type("b")));
  CHECK_FALSE(identical(c.type("c"), c.type("d")));
  CHECK(identicalIgnoreTags(c.type("c"), c.type("d")));
  CHECK(identical(c.type("e"), c.type("f")));
  CHECK(hashType(c.type("e")) == hashType(c.type("f")));
}

TEST_CASE("core types") {
  Checked c("func f[A ~[]int | ~[]int, B ~string | ~[]byte, C int | string, D any, E chan int | <-chan int](A, B, C, D, E) {}\n");
  auto *sig = static_cast<Signature *>(c.type("f"));
  auto core = [&](size_t i) {
    Type *t = coreType(sig->params->vars[i]->type);
    return t ? typeString(t) : std::string("none");
  };
  CHECK(core(0) == "[]int");
  CHECK(core(1) == "string");
  CHECK(core(2) == "none");
  CHECK(core(3) == "none");
  CHECK(core(4) == "<-chan int");
}

TEST_CASE("older language versions") {
  CHECK(Checked("func f[T any]() {}\n", "go1.17").errors().find("type parameter requires go1.18 or later (-lang was set to go1.17; check go.mod)") !=
        std::string::npos);
  CHECK(Checked("func f() { for range 10 {} }\n", "go1.21").errors().find("requires go1.22 or later") != std::string::npos);
  CHECK(Checked("var x = new(1)\n", "go1.25").errors().find("new(1) requires go1.26 or later") != std::string::npos);
  CHECK(Checked("var x = new(1)\n").errors() == "");
}

TEST_CASE("Go 1.27: generic methods, promoted keys, inference in every assignment") {
  Checked c(R"(
type L[T any] []T
func (l L[T]) Map[U any](f func(T) U) L[U] { var r L[U]; for _, x := range l { r = append(r, f(x)) }; return r }
func (l L[T]) Has[U interface{ ~[]T }](u U) bool { return len(u) > 0 }
var a = L[int]{1}.Map(func(i int) string { return "" })
var b = L[int].Map[float64]
var d = L[int]{}.Has([]int{})
type In struct{ x, y int }
type Out struct{ In; z func(int) int }
func id[T any](t T) T { return t }
var e = Out{x: 1, y: 2, z: id}
var f = []func(string) string{id}
)",
            "go1.27");
  CHECK(c.errors() == "");
  CHECK(typeString(c.type("a"), c.pkg) == "L[string]");
  CHECK(typeString(c.type("b"), c.pkg) == "func(l L[int], f func(int) float64) L[float64]");
  CHECK(Checked("type In struct{ x, y int }\ntype Out struct{ In }\nvar e = Out{x: 1, In: In{}}\n", "go1.27").errors() ==
        "p.go:4:19: field In overlaps another key in struct literal\n");
  CHECK(Checked("type In struct{ x int }\ntype Out struct{ *In }\nvar e = Out{x: 1}\n", "go1.27").errors() != "");
  CHECK(Checked("type In struct{ x int }\ntype Out struct{ In }\nvar e = Out{x: 1}\n").errors() != "");
  CHECK(Checked("type I interface{ m() }\ntype T int\nfunc (T) m[P any]() {}\nvar _ I = T(1)\n", "go1.27").errors() != "");
}

TEST_CASE("deep and odd programs don't crash") {
  std::string chain = "var s = \"a\"", parens = "var x = ", nest = "type T = ";
  for (int i = 0; i < 8000; i++) chain += " + \"a\"";
  for (int i = 0; i < 2000; i++) parens += "(";
  parens += "1";
  for (int i = 0; i < 2000; i++) parens += ")";
  for (int i = 0; i < 2000; i++) nest += "[]";
  CHECK(Checked(chain + "\n").errors() == "");
  CHECK(Checked(parens + "\n").errors() == "");
  CHECK(Checked(nest + "int\n").errors() == "");
  CHECK(Checked("type A[P any] struct{ f *A[A[P]] }\nvar a A[int]\nvar b = a.f.f.f\n").errors() != "");
  CHECK(Checked("type T interface{ m() interface{ T } }\ntype U interface{ m() interface{ U } }\nvar _ T = U(nil)\n").errors() != "");
  CHECK(Checked("func (T[A, B]) m(T[B]) A.x { return T.m }\nvar _ = T[1].m[2](3)\n").errors() != "");
}
