// Escape analysis on textual GIR: each case shows one rule of flows.def, loops.cc or solve.cc.
#define CATCH_CONFIG_MAIN
#include "compiler/escape/escape.h"
#include <catch2/catch.hpp>

using namespace golem;
using gir::Placement;

namespace {
struct Run {
  gir::TypeTable types;
  std::unique_ptr<gir::Module> m;
  escape::Facts facts;
  std::vector<escape::Finding> findings;
  explicit Run(const std::string &body, const escape::Facts &given = {}) : facts(given) {
    std::string err;
    m = gir::parseModule("module \"main\" main\n" + body, types, err);
    INFO(err);
    REQUIRE(m);
    for (const gir::Type &t : types.all()) types.layout(const_cast<gir::Type *>(&t));
    escape::Options options;
    options.findings = &findings;
    escape::analyze(*m, &facts, options);
  }
  gir::Function &f(const char *name = "main.f") { return *m->byName.at(name); }
  bool varOnHeap(size_t i, const char *name = "main.f") { return f(name).vars[i].placement == Placement::Heap; }
  bool siteOnHeap(size_t i, const char *name = "main.f") { return f(name).sites[i].placement == Placement::Heap; }
};
const char *kExtern = "func \"other.g\" (%0:*int) -> () sig func(*int) external\n";
} // namespace

TEST_CASE("an address that stays local") {
  Run r(R"gir(func "main.f" () -> () sig func() {
  var $0:int "x" undecided depth 0
b0:
  declare $0
  %0:*int = addr $0
  store %0, 1:int
  %1:int = load %0
  return
}
)gir");
  CHECK(!r.varOnHeap(0));
}

TEST_CASE("returned, passed on, stored in a package variable") {
  Run r(std::string(kExtern) + R"gir(global "main.p" *int
func "main.f" () -> (*int) sig func() *int {
  var $0:int "a" undecided depth 0
  var $1:int "b" undecided depth 0
  var $2:int "c" undecided depth 0
b0:
  declare $0
  declare $1
  declare $2
  %0:*int = addr $0
  %1:*int = addr $1
  %2:*int = addr $2
  call @"other.g" %1
  %3:**int = addrof @"main.p"
  store %3, %2
  return %0
}
)gir");
  for (size_t i = 0; i < 3; i++) CHECK(r.varOnHeap(i));
  CHECK(r.f().vars[0].reason == "returned");
  CHECK(r.f().vars[1].reason == "passed to unknown function");
  CHECK(r.f().vars[2].reason == "stored in package variable");
}

TEST_CASE("summaries: an identity function, a leaking one, recursion") {
  Run r(std::string(kExtern) + R"gir(func "main.id" (%0:*int) -> (*int) sig func(*int) *int {
b0:
  return %0
}
func "main.leaks" (%0:*int) -> () sig func(*int) {
b0:
  call @"other.g" %0
  return
}
func "main.even" (%0:*int, %1:bool) -> (*int) sig func(*int, bool) *int {
b0:
  branch %1 -> b1, b2
b1:
  return %0
b2:
  %2:*int = call @"main.odd" %0, %1
  return %2
}
func "main.odd" (%0:*int, %1:bool) -> (*int) sig func(*int, bool) *int {
b0:
  %2:*int = call @"main.even" %0, %1
  return %2
}
func "main.f" (%0:bool) -> (*int) sig func(bool) *int {
  var $0:int "a" undecided depth 0
  var $1:int "b" undecided depth 0
  var $2:int "c" undecided depth 0
  var $3:int "d" undecided depth 0
b0:
  declare $0
  declare $1
  declare $2
  declare $3
  %1:*int = addr $0
  %2:*int = addr $1
  %3:*int = addr $2
  %4:*int = addr $3
  %5:*int = call @"main.id" %1
  call @"main.leaks" %2
  %6:*int = call @"main.odd" %3, %0
  %7:*int = call @"main.odd" %4, %0
  return %7
}
)gir");
  CHECK(!r.varOnHeap(0));
  CHECK(r.varOnHeap(1));
  // As with gc, calls inside a component of the call graph are not told apart: what goes to odd may leave by even's result.
  CHECK(r.varOnHeap(2));
  CHECK(r.varOnHeap(3));
  CHECK(r.facts.at("main.id").result(0, 0) == 0);
  CHECK(r.facts.at("main.id").sink(0, escape::Summary::Heap) == escape::kNever);
  CHECK(r.facts.at("main.leaks").sink(0, escape::Summary::Heap) == 0);
  CHECK(r.facts.at("main.odd").sink(0, escape::Summary::Heap) == 0);
}

TEST_CASE("loads follow pointers: returning what an object holds is not returning the object") {
  Run r(R"gir(func "main.f" (%0:*int) -> (*int) sig func(*int) *int {
  site #0 new *int "new(*int)" undecided depth 0
  site #1 new **int "new(**int)" undecided depth 0
b0:
  %1:**int = new <*int> #0
  store %1, %0
  %2:***int = new <**int> #1
  store %2, %1
  %3:**int = load %2
  %4:*int = load %3
  return %4
}
)gir");
  CHECK(!r.siteOnHeap(0));
  CHECK(!r.siteOnHeap(1));
  CHECK(r.facts.at("main.f").result(0, 0) == 0);
}

TEST_CASE("what a heap object holds is on the heap") {
  Run r(R"gir(func "main.f" () -> (**int) sig func() **int {
  var $0:int "x" undecided depth 0
  site #0 new *int "new(*int)" undecided depth 0
b0:
  declare $0
  %0:*int = addr $0
  %1:**int = new <*int> #0
  store %1, %0
  return %1
}
)gir");
  CHECK(r.siteOnHeap(0));
  CHECK(r.varOnHeap(0));
}

TEST_CASE("a store through a pointer of unknown target leaks") {
  Run r(R"gir(func "main.f" (%0:**int, %1:bool) -> () sig func(**int, bool) {
  var $0:int "x" undecided depth 0
  var $1:*int "p" undecided depth 0
  var $2:int "y" undecided depth 0
b0:
  declare $0
  declare $1
  declare $2
  %2:*int = addr $0
  store %0, %2
  %3:**int = addr $1
  %4:*int = addr $2
  store %3, %4
  return
}
)gir");
  CHECK(r.varOnHeap(0));
  CHECK(!r.varOnHeap(2));
}

namespace {
std::string loop(const char *keep) {
  return std::string(R"gir(func "main.f" (%0:bool) -> () sig func(bool) {
  var $0:int "x" undecided depth 1
b0:
  %1:*int = zero
  jump -> b1
b1:
  branch %0 -> b2, b3
b2:
  declare $0
  %2:*int = addr $0
  )gir") +
         keep + R"gir(
  jump -> b1
b3:
  return
}
)gir";
}
} // namespace

TEST_CASE("loops: kept by something outside the iteration, or not") {
  CHECK(Run(loop("%1 = copy %2")).varOnHeap(0));
  CHECK(Run(loop("%1 = copy %2")).f().vars[0].reason == "outlives its loop iteration");
  CHECK(!Run(loop("%3:*int = copy %2")).varOnHeap(0));
}

TEST_CASE("loops made with goto, with two entries: nothing is confined to an iteration") {
  Run r(R"gir(func "main.f" (%0:bool) -> () sig func(bool) {
  var $0:int "x" undecided depth 0
b0:
  branch %0 -> b1, b2
b1:
  declare $0
  %1:*int = addr $0
  jump -> b2
b2:
  branch %0 -> b1, b3
b3:
  return
}
)gir");
  CHECK(r.varOnHeap(0));
}

TEST_CASE("a per-iteration copy of a loop variable is an object of the iteration") {
  Run r(R"gir(func "main.f" (%0:bool) -> () sig func(bool) {
  var $0:int "i" undecided depth 1
b0:
  %1:*int = zero
  declare $0
  jump -> b1
b1:
  branch %0 -> b2, b3
b2:
  %2:*int = addr $0
  %1 = copy %2
  declare $0
  jump -> b1
b3:
  return
}
)gir");
  CHECK(r.varOnHeap(0));
}

TEST_CASE("closures: called, kept, started as goroutine, deferred") {
  const char *body = R"gir(func "main.f.func1" () -> () sig func() closure captures (%0:*int) {
b0:
  store %0, 1:int
  return
}
func "main.f.func2" () -> () sig func() closure captures (%0:*int) {
b0:
  call @"other.g" %0
  return
}
func "main.call" (%0:func()) -> () sig func(func()) {
b0:
  callclosure %0
  return
}
func "main.f" () -> () sig func() defer pad b1 {
  var $0:int "x" undecided depth 0
  site #0 closure func() "func literal" undecided depth 0
b0:
  declare $0
  %0:*int = addr $0
  %1:func() = closure @"NAME" %0 #0
  USE %1
  jump -> b1
b1:
  rundefers
  return
}
)gir";
  auto run = [&](const char *name, const char *use) {
    std::string t = body;
    t.replace(t.find("NAME"), 4, name);
    t.replace(t.find("USE"), 3, use);
    return Run(kExtern + t);
  };
  Run called = run("main.f.func1", "callclosure");
  CHECK(!called.siteOnHeap(0));
  CHECK(!called.varOnHeap(0));
  Run passed = run("main.f.func1", "call @\"main.call\"");
  CHECK(!passed.siteOnHeap(0));
  CHECK(!passed.varOnHeap(0));
  Run leaking = run("main.f.func2", "call @\"main.call\"");
  CHECK(!leaking.siteOnHeap(0));
  CHECK(leaking.varOnHeap(0));
  Run started = run("main.f.func1", "go");
  CHECK(started.siteOnHeap(0));
  CHECK(started.varOnHeap(0));
  CHECK(started.f().vars[0].reason == "captured by goroutine");
  Run deferred = run("main.f.func1", "defer");
  CHECK(!deferred.siteOnHeap(0));
  CHECK(!deferred.varOnHeap(0));
  Run repeated = run("main.f.func1", "defer.loop");
  CHECK(repeated.siteOnHeap(0));
}

TEST_CASE("a closure that returns what it captured") {
  Run r(R"gir(func "main.f.func1" () -> (*int) sig func() *int closure captures (%0:*int) {
b0:
  return %0
}
func "main.f" () -> () sig func() {
  var $0:int "x" undecided depth 0
  site #0 closure func() *int "func literal" undecided depth 0
b0:
  declare $0
  %0:*int = addr $0
  %1:func() *int = closure @"main.f.func1" %0 #0
  %2:*int = callclosure %1
  return
}
)gir");
  CHECK(!r.siteOnHeap(0));
  CHECK(!r.varOnHeap(0)); // its only call is known, and nothing is done with the result
}

TEST_CASE("slices: size, append, copies") {
  Run r(R"gir(func "main.f" (%0:int) -> () sig func(int) {
  var $0:int "x" undecided depth 0
  site #0 makeslice int "make([]int, 8)" undecided depth 0
  site #1 makeslice int "make([]int, n)" undecided depth 0
  site #2 makeslice int "make([]int, 9000)" undecided depth 0
  site #3 append *int "append" undecided depth 0
  site #4 makeslice *int "make([]*int, 1)" undecided depth 0
b0:
  %1:[]int = makeslice 8:int, 8:int #0
  %2:[]int = makeslice %0, %0 #1
  %3:[]int = makeslice 9000:int, 9000:int #2
  declare $0
  %4:*int = addr $0
  %5:[]*int = makeslice 1:int, 1:int #4
  %6:[]*int = append %5, %4 #3
  return
}
)gir");
  CHECK(!r.siteOnHeap(0));
  CHECK(!r.siteOnHeap(1)); // up to 32 bytes of it are in the frame
  CHECK(r.siteOnHeap(2));
  CHECK(r.f().sites[2].reason == "too large for stack");
  CHECK(!r.siteOnHeap(3)); // so is the first small array that append makes
  CHECK(r.varOnHeap(0));
  CHECK(!r.siteOnHeap(4));
}

TEST_CASE("elements that do not fit in 32 bytes: make of variable size and append are on the heap") {
  Run r(R"gir(func "main.f" (%0:int, %1:[5]int) -> () sig func(int, [5]int) {
  site #0 makeslice [5]int "make([][5]int, n)" undecided depth 0
  site #1 append [5]int "append" undecided depth 0
b0:
  %2:[][5]int = makeslice %0, %0 #0
  %3:[][5]int = append %2, %1 #1
  return
}
)gir");
  CHECK(r.siteOnHeap(0));
  CHECK(r.f().sites[0].reason == "size not constant");
  CHECK(r.siteOnHeap(1));
}

TEST_CASE("interfaces: boxes, pointers in them, method calls, panics") {
  Run r(R"gir(func "main.f" (%0:interface { m () }) -> () sig func(interface { m () }) {
  var $0:int "x" undecided depth 0
  var $1:int "y" undecided depth 0
  site #0 box string "s" undecided depth 0
  site #1 box string "t" undecided depth 0
  site #2 box *int "&x" undecided depth 0
b0:
  %1:string = strslice "abc":string, 0:int, 1:int
  %2:interface {} = box %1 #0
  %3:string = unbox %2
  %4:interface {} = box %1 #1
  declare $0
  declare $1
  %5:*int = addr $0
  %6:interface {} = box %5 #2
  %7:*int = unbox %6
  panic %4
}
)gir");
  CHECK(!r.siteOnHeap(0));
  CHECK(r.siteOnHeap(1));
  CHECK(r.f().sites[2].placement == Placement::Gone);
  CHECK(!r.varOnHeap(0));
}

TEST_CASE("channels, maps and goroutines take what they are given") {
  Run r(R"gir(func "main.f" (%0:chan *int, %1:map[*int]*int) -> () sig func(chan *int, map[*int]*int) {
  var $0:int "a" undecided depth 0
  var $1:int "b" undecided depth 0
  var $2:int "c" undecided depth 0
b0:
  declare $0
  declare $1
  declare $2
  %2:*int = addr $0
  send %0, %2
  %3:*int = addr $1
  %4:*int = addr $2
  %5:**int = mapassign %1, %3
  store %5, %4
  return
}
)gir");
  for (size_t i = 0; i < 3; i++) CHECK(r.varOnHeap(i));
}

TEST_CASE("unsafe: a uintptr is still the pointer inside an expression, but not in a variable") {
  auto with = [&](const char *op, const char *name) {
    return Run(std::string(R"gir(func "main.f" (%0:uintptr) -> (unsafe.Pointer) sig func(uintptr) unsafe.Pointer {
  var $0:int "x" undecided depth 0
b0:
  declare $0
  %1:*int = addr $0
  %2:uintptr)gir") +
               name + R"gir( = bits %1
  %3:uintptr = )gir" +
               op + R"gir( %2, %0
  %4:unsafe.Pointer = bits %3
  return %4
}
)gir")
        .varOnHeap(0);
  };
  CHECK(with("add", ""));
  CHECK(with("xor", ""));
  CHECK(!with("add", " \"u\""));
}

TEST_CASE("loops of the source: a block after break is still in the loop, as gc has it") {
  auto with = [&](const char *loop) {
    return Run(std::string(R"gir(func "main.f" () -> () sig func() {
  var $0:int "x" undecided depth 1
b0:
  %0:*int "p" = zero
  jump -> b1
b1)gir") + loop +
               R"gir(:
  declare $0
  %1:*int = addr $0
  %0 = copy %1
  jump -> b2
b2:
  return
}
)gir")
        .varOnHeap(0);
  };
  CHECK(with(" loop 1"));
  CHECK(!with(""));
}

TEST_CASE("[]byte(s) that nobody writes to shares the bytes") {
  auto with = [&](const char *use) {
    Run r(std::string(kExtern) + R"gir(func "main.f" (%0:string) -> () sig func(string) {
  site #0 convert []uint8 "([]byte)(s)" undecided depth 0
b0:
  %1:[]uint8 "b" = strbytes %0 #0
)gir" + use +
          "  return\n}\n");
    for (const gir::Op &op : r.f().blocks[0].ops)
      if (op.code == gir::Opcode::strbytes_) return (op.flags & gir::kTmp) != 0;
    return false;
  };
  CHECK(with("  %2:int = len %1\n"));
  CHECK(!with("  %2:*uint8 = elemaddr %1, 0:int\n  store %2, 1:uint8\n"));
}

TEST_CASE("facts survive being written and read") {
  Run a(R"gir(func "lib.keep" (%0:**int, %1:*int) -> (*int) sig func(**int, *int) *int {
b0:
  store %0, %1
  %2:*int = load %0
  return %2
}
)gir");
  std::string text = escape::writeFacts(*a.m, a.facts);
  escape::Facts back;
  REQUIRE(escape::readFacts(text, back));
  CHECK(back.at("lib.keep") == a.facts.at("lib.keep"));
  CHECK(back.at("lib.keep").sink(1, escape::Summary::Heap) == 0);
  CHECK(back.at("lib.keep").result(0, 0) == 1);
  CHECK(!escape::readFacts("1 2 zz", back));
  CHECK(!escape::readFacts("x", back));
}

TEST_CASE("time is linear: fifty thousand copies, and a chain as long") {
  std::string t = "func \"main.f\" (%0:*int) -> (*int) sig func(*int) *int {\nb0:\n  %1:*int = copy %0\n";
  for (int i = 2; i < 50000; i++) t += "  %" + std::to_string(i) + ":*int = copy %" + std::to_string(i - 1) + "\n";
  Run r(t + "  return %49999\n}\n");
  CHECK(r.facts.at("main.f").result(0, 0) == 0);
}

TEST_CASE("a component of thousands of functions is one batch: what comes back through all of them is known not to be kept") {
  // Each returns what its second parameter points to, so that no object is returned, and passes on an object of its own.
  constexpr int n = 3000;
  std::string body;
  for (int i = 0; i < n; i++)
    body += "func \"main.g" + std::to_string(i) + R"gir(" (%0:bool, %1:**int) -> (*int) sig func(bool, **int) *int {
  var $0:*int "x" undecided depth 0
b0:
  declare $0
  branch %0 -> b1, b2
b1:
  %2:*int = load %1
  return %2
b2:
  %3:**int = addr $0
  %4:*int = call @"main.g)gir" +
            std::to_string((i + 1) % n) + R"gir(" %0, %3
  return %4
}
)gir";
  Run r(body);
  CHECK(!r.varOnHeap(0, "main.g0"));
  CHECK(!r.varOnHeap(0, "main.g2999"));
  // What it points to leaves by another function's result: that counts as the heap.
  CHECK(r.facts.at("main.g17").sink(1, escape::Summary::Heap) == 1);
  CHECK(r.facts.at("main.g17").result(1, 0) == escape::kNever);
}
