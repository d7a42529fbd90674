// The verifier: what the back end makes is valid, every kind of damage is named, and no file, however mangled, makes it (or the
// disassembler, when it accepts the file) read outside. Run under ASan to see the last one.
#define CATCH_CONFIG_MAIN
#include "compiler/bytecode/bytecode.h"
#include "compiler/bytecode/format.h"
#include "compiler/bytecode/verify.h"
#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>

using namespace golem;
using namespace golem::bytecode;

namespace {

using Words = std::vector<uint64_t>; // exactly the file, so that a read behind it is seen

const Words &sample() {
  static const Words w = [] {
    std::ifstream in(GOLEM_BYTECODE_DIR "/verify_test.gir");
    std::stringstream text;
    text << in.rdbuf();
    gir::TypeTable types;
    std::string err;
    auto m = gir::parseModule(text.str(), types, err);
    REQUIRE(err == "");
    Program p;
    bool added = p.add(*m, err);
    REQUIRE(err == "");
    REQUIRE(added);
    std::string file = p.finish({"main..inittask"}, "main.main", 0);
    Words words(file.size() / 8);
    std::memcpy(words.data(), file.data(), file.size());
    return words;
  }();
  return w;
}

std::string check(const Words &w) {
  Words scratch(verifyScratchWords(w.size() * 8));
  const char *e = verify(reinterpret_cast<const char *>(w.data()), w.size() * 8, scratch.data());
  return e ? e : "";
}
void seal(Words &w) {
  if (!w.empty()) w.back() = checksum(w.data(), w.size() - 1);
}

// A file under the knife.
struct File {
  Words w = sample();
  Header &h() { return *reinterpret_cast<Header *>(w.data()); }
  template <class T> T *at(Section s) { return reinterpret_cast<T *>(reinterpret_cast<char *>(w.data()) + h().sections[s].offset); }
  uint64_t count(Section s) { return h().sections[s].count; }
  std::string name(uint32_t sym) { return at<char>(kStrings) + at<Symbol>(kSymbols)[sym].name; }
  Func &func(const std::string &n) {
    for (uint64_t i = 0; i < count(kFuncs); i++)
      if (name(at<Func>(kFuncs)[i].sym) == n) return at<Func>(kFuncs)[i];
    FAIL("no function " << n);
    return *at<Func>(kFuncs);
  }
  // The first instruction of the function with this opcode.
  uint64_t &find(const std::string &fn, uint16_t op) {
    static const char *const kOperands[] = {
#define BC(name, operands, doc) operands,
#include "compiler/bytecode/opcodes.def"
    };
    Func &f = func(fn);
    auto *code = at<uint64_t>(kCode);
    for (uint32_t i = 0; i < f.codeWords;) {
      uint64_t &word = code[f.code + i];
      if (uint16_t(word) == op) return word;
      i++;
      const char *ext = std::strchr(kOperands[uint16_t(word)], '|');
      for (; ext && *ext; ext++) {
        if (*ext == 'W' || *ext == 'F') i++;
        if (*ext == 'L') i += (uint16_t(word >> 32) + 3u) / 4;
        if (*ext == 'T') i += uint32_t(word >> 32);
      }
    }
    FAIL(fn << " has no instruction " << op);
    return code[0];
  }
  // The relocation of the word behind an instruction.
  Reloc &reloc(const uint64_t &word) {
    uint64_t at0 = uint64_t(&word - at<uint64_t>(kCode)) + 1;
    for (uint64_t i = 0; i < count(kCodeRelocs); i++)
      if (at<Reloc>(kCodeRelocs)[i].at == at0) return at<Reloc>(kCodeRelocs)[i];
    FAIL("no relocation");
    return *at<Reloc>(kCodeRelocs);
  }
  // The first pin of the function that is an object, or is one operation's.
  Pin &pin(const std::string &fn, bool object) {
    Func &f = func(fn);
    for (uint32_t i = 0; i < f.pinCount; i++)
      if (Pin &p = at<Pin>(kPins)[f.pins + i]; (p.to == kNone) == object) return p;
    FAIL(fn << " has no such pin");
    return *at<Pin>(kPins);
  }
  uint32_t dataSymbol() { return at<Data>(kData)[0].sym; }
};

std::string after(const std::function<void(File &)> &damage) {
  File f;
  damage(f);
  seal(f.w);
  return check(f.w);
}
void setField(uint64_t &word, unsigned k, uint16_t v) { word = (word & ~(uint64_t(0xffff) << (16 * k))) | uint64_t(v) << (16 * k); }

} // namespace

TEST_CASE("what the back end makes is valid and can be shown") {
  CHECK(check(sample()) == "");
  std::string file(reinterpret_cast<const char *>(sample().data()), sample().size() * 8), text, err;
  REQUIRE(disassemble(file, text, err));
  for (const char *part :
       {"func main.pick", "func main.run.func1", "/src/t.go:31", "jtab", "bjlts", "calli", "callc", "dframe", "rundefers", "main.run", "; line 38"})
    CHECK(text.find(part) != std::string::npos);
}

TEST_CASE("accidents") {
  CHECK(check({}) == "not a bytecode file: too short");
  File f;
  f.w[f.w.size() / 2] ^= 4;
  CHECK(check(f.w) == "bytecode file is damaged: wrong checksum");
  f = {};
  f.w.pop_back();
  CHECK(check(f.w).find("truncated") != std::string::npos);
  f = {};
  f.h().magic++;
  CHECK(check(f.w) == "not a bytecode file");
  f = {};
  f.h().opcodes++;
  CHECK(check(f.w) == "bytecode of another version of golem");
}

TEST_CASE("tables") {
  CHECK(after([](File &f) { f.h().sections[kCode].count = ~uint64_t(0) / 8; }) == "a table lies outside the file");
  CHECK(after([](File &f) { f.h().sections[kFuncs].offset += 4; }) == "a table lies outside the file");
  CHECK(after([](File &f) { f.at<Symbol>(kSymbols)[1].name = 1u << 30; }) == "bad symbol");
  CHECK(after([](File &f) { f.func("main.run").sig = 9999; }) == "bad function");
  CHECK(after([](File &f) { f.func("main.run").frameSlots = 0xfffffffe; }) == "bad function");
  CHECK(after([](File &f) { f.func("main.run").recover = 1u << 20; }) == "bad recovery");
  CHECK(after([](File &f) { f.at<Sig>(kSigs)[0].leaves = 1u << 30; }) == "bad signature");
  CHECK(after([](File &f) { f.at<Leaf>(kLeaves)[0].at = 1u << 20; }) == "bad signature: value outside the out area");
  CHECK(after([](File &f) { f.at<Leaf>(kLeaves)[0].reg = 12; }) == "bad signature: register");
  CHECK(after([](File &f) { f.at<Data>(kData)[0].bytes = 1u << 29; }) == "bad data: bytes");
  CHECK(after([](File &f) { f.at<Reloc>(kDataRelocs)[0].at = 1u << 30; }) == "relocation outside of data");
  CHECK(after([](File &f) { f.at<Reloc>(kDataRelocs)[0].sym = 1u << 30; }) == "bad relocation of data");
  CHECK(after([](File &f) { f.h().mainSym = f.dataSymbol(); }) == "no main function");
  CHECK(after([](File &f) { f.at<uint32_t>(kInits)[0] = f.dataSymbol(); }) == "bad list of packages");
}

TEST_CASE("code") {
  CHECK(after([](File &f) { f.at<uint64_t>(kCode)[f.func("main.pick").code] = 0xffff; }) == "unknown instruction");
  CHECK(after([](File &f) { setField(f.find("main.run", kOp_dframe), 1, uint16_t(f.func("main.run").frameSlots + 60)); }) == "slot outside the frame");
  CHECK(after([](File &f) { setField(f.find("main.run", kOp_rundefers), 1, 2); }) == "slot in a frame's header");
  CHECK(after([](File &f) { setField(f.find("main.run", kOp_bjlts), 3, 0x100); }) == "bad jump");
  CHECK(after([](File &f) { (&f.find("main.pick", kOp_jtab))[1] = 1u << 20; }) == "bad jump table");
  CHECK(after([](File &f) { (&f.find("main.pick", kOp_jtab))[1] = uint64_t(-1); }) == "bad jump table");
  CHECK(after([](File &f) { f.find("main.run", kOp_callc) |= uint64_t(0xff) << 32; }) == "call with a bad signature");
  CHECK(after([](File &f) { // the last instruction of a function
          Func &fn = f.func("main.(*S).set");
          f.at<uint64_t>(kCode)[fn.code + fn.codeWords - 1] = kOp_nop;
        }) == "a function falls off its end");
  CHECK(after([](File &f) { f.func("main.run").codeWords--; }) != "");
  // A size so large that it wraps.
  for (uint64_t size : {~uint64_t(0), ~uint64_t(0) - 7, uint64_t(1) << 40, uint64_t(1) << 19})
    CHECK(after([&](File &f) { (&f.find("main.run", kOp_ldn))[1] = size; }) == "slot outside the frame");
}

TEST_CASE("relocations") {
  CHECK(after([](File &f) { f.reloc(f.find("main.main", kOp_call)).sym = f.dataSymbol(); }) == "bad relocation of a call");
  CHECK(after([](File &f) { f.reloc(f.find("main.main", kOp_call)).kind = kRelAddr64; }) == "bad relocation of a call");
  // Its out area would not be the one that the function has.
  CHECK(after([](File &f) { f.reloc(f.find("main.main", kOp_call)).sym = f.func("main.pick").sym; }) == "call with another signature than the function's");
  // A size, a list of slots or a jump table is no address.
  CHECK(after([](File &f) {
          uint64_t &ldn = f.find("main.run", kOp_ldn);
          f.at<Reloc>(kCodeRelocs)[0].at = uint64_t(&ldn - f.at<uint64_t>(kCode)) + 1;
        }) == "bad relocation of code");
  // Only functions of the runtime are called as C.
  CHECK(after([](File &f) { f.reloc(f.find("main.main", kOp_crt)).sym = f.func("main.pick").sym; }) == "bad relocation of code");
  CHECK(after([](File &f) { f.reloc(f.find("main.main", kOp_crt)).at = 1u << 28; }) == "bad relocation of code");
}

TEST_CASE("addresses of slots") {
  CHECK(after([](File &f) { f.pin("main.run", true).slot = 1; }) == "bad pin: slots");
  CHECK(after([](File &f) { f.pin("main.run", true).count = 0; }) == "bad pin: slots");
  CHECK(after([](File &f) { f.pin("main.run", true).count = 0xfffff; }) == "bad pin: slots");
  CHECK(after([](File &f) { f.pin("main.run", true).from = 1; }) == "bad pin: order");
  CHECK(after([](File &f) { f.pin("main.run.func1", false).to = 1u << 20; }) == "bad pin: code");
  CHECK(after([](File &f) { f.func("main.run").pinCount = 1u << 30; }) == "bad function: pins");
  CHECK(after([](File &f) { f.func("main.run.func1").pinCount = 0; }) == "address of a slot that is not pinned");
  CHECK(after([](File &f) { setField(f.find("main.run.func1", kOp_lea), 2, 4); }) == "address of a slot that is not pinned");
  CHECK(after([](File &f) { f.func("main.run").temps = 1u << 20; }) == "bad function");
  CHECK(after([](File &f) { f.func("main.main").nativeBytes = 8; }) == "call that takes more stack than the function says");
}

TEST_CASE("line tables") {
  CHECK(after([](File &f) { // the first row names an inlined call that isn't there
          Func &fn = f.func("main.run");
          auto *p = f.at<uint8_t>(kLines) + fn.lines;
          while (*p & 0x80) p++;
          for (p++; *p & 0x80; p++) {}
          p[1] = 0x7f;
        }) == "bad function: lines");
  CHECK(after([](File &f) { f.func("main.run").lines = 1u << 30; }) == "bad function: lines");
}

TEST_CASE("mangled files") {
  std::mt19937_64 rnd(14);
  uint64_t accepted = 0, rejected = 0;
  for (int i = 0; i < 30000; i++) {
    File f;
    int n = 1 + int(rnd() % 3);
    for (int k = 0; k < n; k++) {
      uint64_t &word = f.w[rnd() % (f.w.size() - 1)];
      static constexpr uint64_t kNasty[] = {0, ~uint64_t(0), 0x7fffffff, 0x80000000, uint64_t(1) << 63, 0xffff, 0x7fff'ffff'ffff'ffff, 8};
      switch (rnd() % 4) {
      case 0: word ^= uint64_t(1) << (rnd() % 64); break;
      case 1: word = kNasty[rnd() % 8]; break;
      case 2: reinterpret_cast<uint32_t *>(&word)[rnd() % 2] = uint32_t(kNasty[rnd() % 8]); break;
      default: word = f.w[rnd() % (f.w.size() - 1)]; break;
      }
    }
    bool changed = f.w != sample();
    if (changed) CHECK(check(f.w) != ""); // the checksum
    if (rnd() % 16 == 0) { // cut off
      f.w.resize(1 + rnd() % f.w.size());
      if (f.w.size() * 8 >= sizeof(Header)) f.h().fileBytes = f.w.size() * 8;
    }
    seal(f.w);
    std::string file(reinterpret_cast<const char *>(f.w.data()), f.w.size() * 8), text, err;
    bool good = disassemble(file, text, err);
    CHECK(good == (check(f.w) == ""));
    (good ? accepted : rejected)++;
  }
  // Names, lines and numbers may be changed without harm; most other places may not.
  CHECK(rejected > 5000);
  INFO(accepted << " accepted, " << rejected << " rejected");
}
