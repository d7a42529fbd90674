// GIR's text form round-trips, the verifier finds what is wrong, types are canonical and laid out as gc lays them out.
#define CATCH_CONFIG_MAIN
#include "compiler/gir/gir.h"
#include <catch2/catch.hpp>
#include <cstring>
#include <set>

using namespace golem::gir;

namespace {

// One function that uses every operation with plausible operands; built, not written, so that ops.def is its only source.
std::unique_ptr<Module> everyOp(TypeTable &tt) {
  auto m = std::make_unique<Module>();
  m->types = &tt;
  m->path = m->name = "main";
  m->files.push_back("a.go");
  m->positions.push_back({0, 3, 5, kNone, kNone});
  Function *f = m->addFunction("main.f");
  f->sig = tt.funcOf({}, {}, false);
  f->regs.push_back({tt.intType(), "x"});
  f->vars.push_back({});
  f->vars[0].type = tt.intType();
  f->sites.push_back({});
  f->sites[0].type = tt.intType();
  f->sites[0].expr = "new(int)";
  Const c;
  c.kind = Const::K::Int;
  c.type = tt.intType();
  c.i = -7;
  f->consts.push_back(c);
  f->blocks.emplace_back();
  for (size_t i = 0; i <= static_cast<size_t>(Opcode::unreachable_); i++) {
    Op op{};
    op.code = static_cast<Opcode>(i);
    const OpInfo &info = opInfo(op.code);
    size_t na = info.args[0] == '*' ? 2 : static_cast<size_t>(info.args[0] - '0');
    size_t nr = info.results[0] == '*' ? 1 : static_cast<size_t>(info.results[0] - '0');
    std::vector<Value> args;
    for (size_t k = 0; k < na; k++) args.push_back(k % 2 ? Value::constant(0) : Value::reg(0));
    std::vector<Reg> results(nr, 0);
    op.args = m->arena.copy(args);
    op.results = m->arena.copy(results);
    if (std::strchr(info.aux, 'T')) op.type = tt.sliceOf(tt.stringType());
    if (std::strchr(info.aux, 'S')) op.sym = "main.g";
    if (std::strchr(info.aux, 'I')) op.imm = 1;
    if (std::strchr(info.aux, 'V')) op.var = 0;
    if (std::strchr(info.aux, 'A')) op.site = 0;
    if (std::strchr(info.aux, 'B')) {
      std::vector<BlockId> to{0, 0};
      op.blocks = m->arena.copy(to);
    }
    op.pos = 1;
    f->blocks[0].ops.push_back(op);
  }
  return m;
}

} // namespace

TEST_CASE("every operation's text round-trips") {
  TypeTable tt;
  auto m = everyOp(tt);
  std::string text = print(*m), err;
  TypeTable tt2;
  auto back = parseModule(text, tt2, err);
  INFO(err);
  REQUIRE(back);
  CHECK(print(*back) == text);
  std::set<std::string> names;
  for (const Op &op : back->funcs[0]->blocks[0].ops) names.insert(opInfo(op.code).name);
  CHECK(names.size() == static_cast<size_t>(Opcode::unreachable_) + 1);
}

TEST_CASE("types round-trip and are canonical") {
  TypeTable tt;
  std::string err;
  const char *text = "module \"main\" main\n"
                     "type 'main.T' \"main.T\" \"main\" struct { main\xc2\xb7next *'main.T'; A int8 \"tag\"; B int64; embed E ['3'"
                     "\n";
  CHECK_FALSE(parseModule(text, tt, err));
  CHECK(err.find("line 2") == 0);
  TypeTable ok;
  const char *plain = "module \"main\" main\n"
                      "type 'main.T' \"main.T\" \"main\" struct { main\xc2\xb7next *'main.T'; A int8 \"tag\"; B int64; C map[string][]func(int, ...string) "
                      "(bool, chan<- int) }\n"
                      "global \"main.x\" 'main.T'\n";
  auto m = parseModule(plain, ok, err);
  INFO(err);
  REQUIRE(m);
  Type *t = ok.findNamed("main.T");
  REQUIRE(t);
  CHECK(t->fields[0].type == ok.pointerTo(t));
  CHECK(t->fields[1].offset == 8);
  CHECK(t->fields[2].offset == 16);
  CHECK(t->size == 32);
  CHECK(t->ptrBytes == 32);
  CHECK(print(*m) == [&] {
    TypeTable again;
    auto m2 = parseModule(print(*m), again, err);
    return m2 ? print(*m2) : err;
  }());
}

TEST_CASE("layout follows gc") {
  TypeTable tt;
  Field tail[2] = {{"a", "", tt.basic(Kind::Int32), 0, false, ""}, {"z", "", tt.structOf({}), 0, false, ""}};
  tt.layout(tail[1].type);
  Type *t = tt.structOf(tail);
  tt.layout(t);
  CHECK(t->size == 8); // the trailing empty field gets a byte
  CHECK(t->comparable);
  Type *arr = tt.arrayOf(tt.sliceOf(tt.intType()), 2);
  tt.layout(arr->elem);
  tt.layout(arr);
  CHECK(arr->size == 48);
  CHECK(arr->ptrBytes == 32); // the second slice's pointer is the last
  CHECK_FALSE(arr->comparable);
}

TEST_CASE("the verifier complains") {
  auto complaint = [](const char *body) {
    TypeTable tt;
    std::string err;
    auto m = parseModule(std::string("module \"main\" main\nfunc \"main.f\" (%0:int) -> (int) sig func(int) int {\n") + body + "}\n", tt, err);
    INFO(err);
    REQUIRE(m);
    return verify(*m, *m->funcs[0]);
  };
  CHECK(complaint("b0:\n  return %0\n") == "");
  CHECK(complaint("b0:\n  %1:int = copy %0\n").find("terminator") != std::string::npos);
  CHECK(complaint("b0:\n  %1:int8 = copy %0\n  return %0\n").find("types differ") != std::string::npos);
  CHECK(complaint("b0:\n  %1:bool = lt %0, 1:int\n  branch %1 -> b1, b2\nb1:\n  %2:int = copy %0\n  jump -> b2\nb2:\n  return %2\n")
            .find("%2 may be read before it is written") != std::string::npos);
  CHECK(complaint("b0:\n  return %0, %0\n").find("wrong number of results") != std::string::npos);
}
