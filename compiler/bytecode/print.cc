// golem vm dis: a file's functions as text.
#include "compiler/bytecode/bytecode.h"
#include "compiler/bytecode/format.h"
#include "compiler/bytecode/verify.h"
#include <cstring>
#include <map>

namespace golem::bytecode {

namespace {
struct OpText {
  const char *name, *operands;
};
constexpr OpText kOps[] = {
#define BC(name, operands, doc) {#name, operands},
#include "compiler/bytecode/opcodes.def"
};
uint64_t uleb(const uint8_t *&p, const uint8_t *end) {
  uint64_t v = 0;
  for (int s = 0; p < end && s < 64; s += 7) {
    uint8_t b = *p++;
    v |= uint64_t(b & 0x7f) << s;
    if (!(b & 0x80)) break;
  }
  return v;
}
int64_t sleb(const uint8_t *&p, const uint8_t *end) {
  int64_t v = 0;
  int s = 0;
  uint8_t b = 0;
  while (p < end && s < 64) {
    b = *p++;
    v |= int64_t(b & 0x7f) << s;
    s += 7;
    if (!(b & 0x80)) break;
  }
  if (s < 64 && (b & 0x40)) v |= -(int64_t(1) << s);
  return v;
}
} // namespace

bool externalInits(const std::string &file, std::vector<std::string> &out, bool &allBytecode, std::string &err) {
  std::vector<uint64_t> aligned((file.size() + 7) / 8), scratch(verifyScratchWords(file.size()));
  std::memcpy(aligned.data(), file.data(), file.size());
  auto *base = reinterpret_cast<const char *>(aligned.data());
  if (const char *bad = verify(base, file.size(), scratch.data())) {
    err = bad;
    return false;
  }
  Header h;
  std::memcpy(&h, base, sizeof h);
  auto *syms = reinterpret_cast<const Symbol *>(base + h.sections[kSymbols].offset);
  auto *inits = reinterpret_cast<const uint32_t *>(base + h.sections[kInits].offset);
  allBytecode = h.std == kStdBytecode;
  for (uint64_t i = 0; i < h.sections[kInits].count; i++)
    if (syms[inits[i]].kind == kSymExternal) out.push_back(base + h.sections[kStrings].offset + syms[inits[i]].name);
  return true;
}

bool disassemble(const std::string &file, std::string &out, std::string &err) {
  std::vector<uint64_t> aligned((file.size() + 7) / 8);
  std::memcpy(aligned.data(), file.data(), file.size());
  auto *base = reinterpret_cast<const char *>(aligned.data());
  std::vector<uint64_t> scratch(verifyScratchWords(file.size()));
  if (const char *bad = verify(base, file.size(), scratch.data())) {
    err = bad;
    return false;
  }
  Header h;
  std::memcpy(&h, base, sizeof h);
  auto at = [&]<class T>(Section s, T *) { return reinterpret_cast<const T *>(base + h.sections[s].offset); };
  auto *strings = at(kStrings, static_cast<char *>(nullptr));
  auto *syms = at(kSymbols, static_cast<Symbol *>(nullptr));
  auto *funcs = at(kFuncs, static_cast<Func *>(nullptr));
  auto *code = at(kCode, static_cast<uint64_t *>(nullptr));
  auto *relocs = at(kCodeRelocs, static_cast<Reloc *>(nullptr));
  auto *lines = at(kLines, static_cast<uint8_t *>(nullptr));
  std::map<uint64_t, const Reloc *> relocAt;
  for (uint64_t i = 0; i < h.sections[kCodeRelocs].count; i++) relocAt[relocs[i].at] = &relocs[i];
  auto name = [&](uint32_t sym) {
    std::string n = strings + syms[sym].name;
    return n.empty() ? "data" + std::to_string(syms[sym].index) : n;
  };
  for (uint64_t i = 0; i < h.sections[kFuncs].count; i++) {
    const Func &f = funcs[i];
    out += "func " + name(f.sym) + "  frame " + std::to_string(f.frameSlots) + " slots  " + (strings + f.file) + ":" + std::to_string(f.startLine) + "\n";
    const uint8_t *p = lines + f.lines, *end = p + f.lineBytes;
    uint64_t row = 0;
    int64_t line = f.startLine, shown = -1;
    bool more = true, first = true;
    uint64_t nextAt = 0;
    int64_t nextLine = line;
    auto advance = [&] {
      uint64_t d = uleb(p, end);
      int64_t l = sleb(p, end);
      uleb(p, end);
      if (p >= end || (!first && d == 0)) more = false;
      first = false;
      nextAt = row += d;
      nextLine += l;
    };
    advance();
    for (uint32_t w = 0; w < f.codeWords;) {
      while (more && nextAt <= w) {
        line = nextLine;
        advance();
      }
      uint64_t word = code[f.code + w];
      const OpText &o = kOps[word & 0xffff];
      std::string text = "  " + std::to_string(w);
      text.resize(std::max<size_t>(text.size() + 1, 9), ' ');
      text += o.name;
      text.resize(std::max<size_t>(text.size() + 1, 21), ' ');
      uint32_t field = 1, ext = 0;
      bool list = false;
      auto value = [&](uint32_t k) { return static_cast<uint16_t>(word >> 16 * k); };
      std::string sep;
      for (const char *c = o.operands; *c; c++) {
        std::string t;
        switch (*c) {
        case '|': list = true; continue;
        case 'd':
        case 's':
        case 'm': t = "r" + std::to_string(value(field++)); break;
        case 'D':
        case 'S': t = "r" + std::to_string(value(field++)) + ".."; break;
        case 'n':
        case 'k': t = std::to_string(value(field++)); break;
        case 'i': t = std::to_string(static_cast<int16_t>(value(field++))); break;
        case 'o': t = "-> " + std::to_string(w + static_cast<int16_t>(value(field++))); break;
        case 'I':
          t = std::to_string(static_cast<int32_t>(word >> 32));
          field += 2;
          break;
        case 'O':
          t = "-> " + std::to_string(static_cast<int64_t>(w) + static_cast<int32_t>(word >> 32));
          field += 2;
          break;
        case '_': field++; continue;
        case 'W':
        case 'F': {
          uint64_t x = code[f.code + w + ++ext];
          auto r = relocAt.find(f.code + w + ext);
          if (r != relocAt.end()) t = name(r->second->sym) + (r->second->addend ? "+" + std::to_string(r->second->addend) : "");
          else t = std::to_string(static_cast<int64_t>(x));
          break;
        }
        case 'L':
          for (uint32_t k = 0; k < value(2); k++)
            t += (k ? " r" : "r") + std::to_string(static_cast<uint16_t>(code[f.code + w + ext + 1 + k / 4] >> (k % 4 * 16)));
          ext += (value(2) + 3) / 4;
          break;
        case 'T':
          for (int64_t k = 0; k < static_cast<int32_t>(word >> 32); k++)
            t += (k ? " " : "") + std::to_string(w + static_cast<int64_t>(code[f.code + w + ++ext]));
          break;
        default: break;
        }
        text += sep + t;
        sep = ", ";
      }
      (void)list;
      if (line != shown) {
        text.resize(std::max<size_t>(text.size() + 1, 60), ' ');
        text += "; line " + std::to_string(line);
        shown = line;
      }
      out += text + "\n";
      w += 1 + ext;
    }
    out += "\n";
  }
  return true;
}

} // namespace golem::bytecode
