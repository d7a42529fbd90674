// The verifier. Freestanding: vm/ compiles this file, too.
//
// What holds afterwards: every table, index and string lies in the file; code consists of known instructions whose slots lie in the frame or
// the caller's out area; jumps lead to instructions of the same function, forward but for `loop`; a call's values fit the frame; no function
// falls off its end; addresses in code come from relocations. What it can't know is whether a word of a slot that is used as a pointer is one:
// a file is as trustworthy as the compiler that made it, which the checksum guards against accidents, not against malice.
#include "compiler/bytecode/verify.h"
#include "compiler/bytecode/operands.h"

namespace golem::bytecode {

namespace {

constexpr uint32_t kMaxFrameSlots = 0xffff; // a field names a slot in 16 bits
constexpr uint32_t kMaxBlock = 1u << 30;     // of values that travel in memory

struct Verifier {
  const char *file;
  uint64_t size;
  uint64_t *starts, *addresses, *calls; // bitmaps over the words of the code: instructions; words that need an address; that need a call
  Header h;
  const char *strings;
  const Symbol *syms;
  const Func *funcs;
  const uint64_t *code;
  const Reloc *codeRelocs, *dataRelocs;
  const Sig *sigs;
  const Leaf *leaves;
  const Data *datas;
  const Pin *pins;

  uint64_t count(Section s) const { return h.sections[s].count; }
  template <class T> const T *at(Section s) const { return reinterpret_cast<const T *>(file + h.sections[s].offset); }
  static bool get(const uint64_t *map, uint64_t i) { return map[i / 64] >> (i % 64) & 1; }
  static void set(uint64_t *map, uint64_t i) { map[i / 64] |= uint64_t(1) << (i % 64); }
  static void clear(uint64_t *map, uint64_t i) { map[i / 64] &= ~(uint64_t(1) << (i % 64)); }

  const char *header() {
    if (size < sizeof(Header) + 8 || size % 8) return "not a bytecode file: too short";
    __builtin_memcpy(&h, file, sizeof h);
    if (h.magic != kMagic) return "not a bytecode file";
    if (h.version != kFormatVersion || h.opcodes != opcodesHash()) return "bytecode of another version of golem";
    if (h.std > kStdBytecode) return "bytecode file of an unknown kind";
    if (h.fileBytes != size) return "bytecode file is truncated or has data behind its end";
    uint64_t sum;
    __builtin_memcpy(&sum, file + size - 8, 8);
    if (sum != checksum(reinterpret_cast<const uint64_t *>(file), size / 8 - 1)) return "bytecode file is damaged: wrong checksum";
    static constexpr uint64_t kSizes[kSections] = {
        1, sizeof(Symbol), sizeof(Func), 8, sizeof(Reloc), sizeof(Sig), sizeof(Leaf), sizeof(Data), 1, sizeof(Reloc), 1, sizeof(Inlined), 4, sizeof(Pin)};
    for (uint32_t s = 0; s < kSections; s++) {
      const Range &r = h.sections[s];
      if (r.offset % 8 || r.offset < sizeof(Header) || r.offset > size - 8 || r.count > (size - 8 - r.offset) / kSizes[s])
        return "a table lies outside the file";
    }
    strings = at<char>(kStrings);
    syms = at<Symbol>(kSymbols);
    funcs = at<Func>(kFuncs);
    code = at<uint64_t>(kCode);
    codeRelocs = at<Reloc>(kCodeRelocs);
    dataRelocs = at<Reloc>(kDataRelocs);
    sigs = at<Sig>(kSigs);
    leaves = at<Leaf>(kLeaves);
    datas = at<Data>(kData);
    pins = at<Pin>(kPins);
    if (!count(kStrings) || strings[count(kStrings) - 1] || strings[0]) return "bad strings";
    return nullptr;
  }

  const char *tables() {
    for (uint64_t i = 0; i < count(kSymbols); i++) {
      const Symbol &s = syms[i];
      if (s.name >= count(kStrings) || s.kind > kSymData) return "bad symbol";
      if (s.kind == kSymFunc && (s.index >= count(kFuncs) || funcs[s.index].sym != i)) return "bad symbol of a function";
      if (s.kind == kSymData && (s.index >= count(kData) || datas[s.index].sym != i)) return "bad symbol of data";
    }
    for (uint64_t i = 0; i < count(kSigs); i++) {
      const Sig &s = sigs[i];
      if (s.outBytes % 8 || s.outBytes > 8 * 0xff00 || s.argBlock > kMaxBlock || s.resBlock > kMaxBlock) return "bad signature";
      uint64_t n = uint64_t(s.params) + s.results;
      if (s.leaves > count(kLeaves) || n > count(kLeaves) - s.leaves) return "bad signature";
      for (uint64_t k = 0; k < n; k++) {
        const Leaf &l = leaves[s.leaves + k];
        static constexpr uint32_t kWidth[] = {1, 1, 2, 2, 4, 4, 8, 4, 8, 0, 8};
        if (l.kind > kLeafRef || l.reg >= (l.kind == kLeafF32 || l.kind == kLeafF64 ? 16 : 10)) return "bad signature: register";
        uint32_t width = l.kind == kLeafBlock ? l.bytes : l.whole ? 8 : kWidth[l.kind];
        if (l.at > s.outBytes || width > s.outBytes - l.at) return "bad signature: value outside the out area";
        uint32_t block = k < s.params ? s.argBlock : s.resBlock;
        if (l.kind == kLeafRef && l.at % 8) return "bad signature: value outside the out area";
        if (l.kind >= kLeafBlock && (l.block > block || l.bytes > block - l.block)) return "bad signature: value outside its block";
      }
    }
    uint64_t end = 0;
    for (uint64_t i = 0; i < count(kData); i++) {
      const Data &d = datas[i];
      if (d.sym >= count(kSymbols) || syms[d.sym].kind != kSymData || syms[d.sym].index != i) return "bad data";
      if (d.align > 4096 || (d.align & (d.align - 1)) || d.bytes > uint64_t(1) << 30) return "bad data";
      if (d.at == ~uint64_t(0)) continue;
      if (d.at < end || d.at > count(kBytes) || d.bytes > count(kBytes) - d.at) return "bad data: bytes";
      end = d.at + d.bytes;
    }
    uint64_t di = 0;
    for (uint64_t i = 0; i < count(kDataRelocs); i++) {
      const Reloc &r = dataRelocs[i];
      if (r.sym >= count(kSymbols) || r.kind > kRelAddr32) return "bad relocation of data";
      while (di < count(kData) && (datas[di].at == ~uint64_t(0) || r.at >= datas[di].at + datas[di].bytes)) di++;
      if (di == count(kData) || r.at < datas[di].at || datas[di].at + datas[di].bytes - r.at < (r.kind == kRelAddr32 ? 4u : 8u))
        return "relocation outside of data";
    }
    for (uint64_t i = 0; i < count(kInits); i++)
      if (at<uint32_t>(kInits)[i] >= count(kSymbols) || syms[at<uint32_t>(kInits)[i]].kind == kSymData) return "bad list of packages";
    for (uint64_t i = 0; i < count(kInlined); i++) {
      const Inlined &x = at<Inlined>(kInlined)[i];
      if (x.name >= count(kStrings) || x.file >= count(kStrings) || x.parent < -1) return "bad inlined call";
    }
    if (h.mainSym >= count(kSymbols) || syms[h.mainSym].kind == kSymData) return "no main function";
    return nullptr;
  }

  // Whoever looks up a line reads rows up to the end of the stream, and the inlined calls that they name.
  bool lineStream(const Func &f) const {
    const uint8_t *p = at<uint8_t>(kLines) + f.lines, *end = p + f.lineBytes;
    auto leb = [&] {
      uint64_t v = 0;
      for (int s = 0; p < end && s < 64; s += 7) {
        uint8_t b = *p++;
        v |= uint64_t(b & 0x7f) << s;
        if (!(b & 0x80)) break;
      }
      return v;
    };
    while (p < end) {
      leb();
      leb(); // the line, signed
      if (leb() > f.inlinedCount) return false;
    }
    return true;
  }

  // Two signatures that lay out the out area alike.
  bool sameSignature(uint32_t a, uint32_t b) const {
    if (a == b) return true;
    const Sig &x = sigs[a], &y = sigs[b];
    if (x.outBytes != y.outBytes || x.argBlock != y.argBlock || x.resBlock != y.resBlock || x.params != y.params || x.results != y.results) return false;
    for (uint32_t i = 0; i < x.params + x.results; i++) {
      const Leaf &k = leaves[x.leaves + i], &l = leaves[y.leaves + i];
      if (k.kind != l.kind || k.reg != l.reg || k.whole != l.whole || k.at != l.at || k.block != l.block || k.bytes != l.bytes) return false;
    }
    return true;
  }

  // What a relocation in code may name: a function for a call, the runtime's C functions for crt, data or anything of golem-vm else.
  const char *codeReloc(const Reloc &r) const {
    const Symbol &s = syms[r.sym];
    if (r.kind == kRelCall) {
      if (!get(calls, r.at) || s.kind == kSymData) return "bad relocation of a call";
      if (s.kind == kSymFunc && !sameSignature(uint32_t(code[r.at - 1] >> 32), funcs[s.index].sig)) return "call with another signature than the function's";
      return nullptr;
    }
    if (get(calls, r.at)) return "bad relocation of a call";
    if (r.kind != kRelAddr64) return "bad relocation of code";
    if (!r.at || !get(starts, r.at - 1)) return "bad relocation of code"; // not the first extension word
    auto op = uint16_t(code[r.at - 1]);
    if (op == kOp_ldq) return nullptr;
    if (!get(addresses, r.at)) return "bad relocation of code"; // a size, a signature
    if (op == kOp_crt) {
      const char *n = strings + s.name;
      auto begins = [&](const char *with) {
        const char *at = n;
        while (*with && *at == *with) at++, with++;
        return !*with;
      };
      bool ours = begins("golem_") || (begins("memmove") && !n[7]);
      return ours && s.kind == kSymExternal && r.addend == 0 ? nullptr : "bad relocation of code";
    }
    return s.kind != kSymFunc && r.addend == 0 ? nullptr : "bad relocation of code"; // a type
  }

  // An address is taken only of slots that are pinned there: objects, in the order of their slots, then what single operations use.
  const char *pinned(const Func &f) const {
    uint32_t objects = 0;
    uint64_t slots = f.frameSlots + kFrameHeader + sigs[f.sig].outBytes / 8;
    for (uint32_t i = 0; i < f.pinCount; i++) {
      const Pin &p = pins[f.pins + i];
      if (p.slot < kFrameHeader || !p.count || p.slot >= slots || p.count > slots - p.slot) return "bad pin: slots";
      if (p.to == kNone) {
        if (p.from || objects != i || (i && p.slot < pins[f.pins + i - 1].slot + pins[f.pins + i - 1].count)) return "bad pin: order";
        objects++;
      } else if (p.from > p.to || p.to > f.codeWords) return "bad pin: code";
    }
    uint32_t next = objects; // the last pin that began before w, as they come in the order of code
    for (uint32_t w = 0; w < f.codeWords; w++) {
      uint64_t word = code[f.code + w];
      if (!get(starts, f.code + w) || uint16_t(word) != kOp_lea) continue;
      auto s = uint16_t(word >> 32);
      bool good = false;
      uint32_t lo = 0, hi = objects; // the object at or before s
      while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (pins[f.pins + mid].slot <= s) lo = mid + 1;
        else hi = mid;
      }
      if (lo) good = s - pins[f.pins + lo - 1].slot < pins[f.pins + lo - 1].count;
      while (next < f.pinCount && pins[f.pins + next].to <= w) next++;
      for (uint32_t i = next; i < f.pinCount && pins[f.pins + i].from <= w && !good; i++)
        good = w < pins[f.pins + i].to && s - pins[f.pins + i].slot < pins[f.pins + i].count;
      if (!good) return "address of a slot that is not pinned";
    }
    return nullptr;
  }

  const char *function(uint64_t index) {
    const Func &f = funcs[index];
    if (f.sym >= count(kSymbols) || syms[f.sym].kind != kSymFunc || syms[f.sym].index != index) return "bad function";
    if (f.sig >= count(kSigs) || f.frameSlots < kFrameHeader || f.temps < kFrameHeader || f.temps > f.frameSlots || f.frameSlots > kMaxFrameSlots ||
        f.frameSlots % 2 || f.file >= count(kStrings))
      return "bad function";
    if (f.lines > count(kLines) || f.lineBytes > count(kLines) - f.lines || f.inlined > count(kInlined) || f.inlinedCount > count(kInlined) - f.inlined)
      return "bad function: lines";
    for (uint32_t i = 0; i < f.inlinedCount; i++)
      if (at<Inlined>(kInlined)[f.inlined + i].parent >= int32_t(i)) return "bad inlined call";
    if (!lineStream(f)) return "bad function: lines";
    if (f.pins > count(kPins) || f.pinCount > count(kPins) - f.pins) return "bad function: pins";
    uint64_t end = uint64_t(f.code) + f.codeWords, limit = f.frameSlots + kFrameHeader + sigs[f.sig].outBytes / 8;
    // Instructions, their slots and extension words.
    uint16_t last = kOp_nop;
    for (uint64_t w = f.code; w < end;) {
      uint64_t word = code[w];
      auto op = uint16_t(word);
      if (op >= kOpcodes || op == kOp_exit || op == kOp_exitseg || op == kOp_calln) return "unknown instruction";
      last = op;
      set(starts, w);
      uint64_t ext = 0, room = end - w - 1;
      auto value = [&](uint32_t k) { return uint16_t(word >> (16 * k)); };
      uint32_t field = 1;
      for (const char *c = kOperands[op]; *c; c++) {
        switch (*c) {
        case 'd':
        case 's':
        case 'm':
        case 'D':
        case 'S': {
          uint64_t first = room ? code[w + 1] : 0;
          bool none = op == kOp_crt && (value(3) & 0xff) == 0;
          if (!none && value(field) + (*c > 'Z' ? 1 : extent(op, field, word, first)) > limit) return "slot outside the frame";
          if (!none && value(field) < kFrameHeader) return "slot in a frame's header";
          field++;
          break;
        }
        case 'I':
        case 'O': field += 2; break;
        case '|': break;
        case 'W':
        case 'F':
          if (ext >= room) return "instruction is cut off";
          ext++;
          if (*c == 'F') set(calls, w + ext);
          else if (op == kOp_crt || op == kOp_stt || op == kOp_copyt || op == kOp_clrt) set(addresses, w + ext);
          break;
        case 'L': {
          uint64_t n = (value(2) + 3u) / 4;
          if (value(2) > 16 || n > room - ext) return "instruction is cut off";
          for (uint32_t k = 0; k < value(2); k++) {
            auto s = uint16_t(code[w + ext + 1 + k / 4] >> (k % 4 * 16));
            if (s < kFrameHeader || s >= limit) return "slot outside the frame";
          }
          ext += n;
          break;
        }
        case 'T': {
          auto n = uint32_t(word >> 32);
          if (n > room - ext) return "jump table is cut off";
          ext += n;
          break;
        }
        default: field++; break;
        }
      }
      if (op == kOp_ret && uint32_t(word >> 32) != f.frameSlots) return "return from a frame of another size";
      // A call's values lie in the frame.
      uint64_t sig = ~uint64_t(0);
      if (op == kOp_call || op == kOp_callc) sig = uint32_t(word >> 32);
      if (op == kOp_calli) sig = code[w + 1];
      if (sig != ~uint64_t(0)) {
        if (sig >= count(kSigs) || kFrameHeader + sigs[sig].outBytes / 8 > f.frameSlots) return "call with a bad signature";
        if (nativeFrameBytes(sigs[sig]) > f.nativeBytes) return "call that takes more stack than the function says";
      }
      w += 1 + ext;
    }
    if (last != kOp_ret && last != kOp_jmp && last != kOp_loop && last != kOp_unreach) // a jump back that is not taken goes on behind it
      return "a function falls off its end";
    if (f.recover != kNone && (f.recover >= f.codeWords || !get(starts, f.code + f.recover))) return "bad recovery";
    if (const char *e = pinned(f)) return e;
    // Jumps.
    for (uint64_t w = f.code; w < end; w++) {
      if (!get(starts, w)) continue;
      uint64_t word = code[w];
      auto op = uint16_t(word);
      auto good = [&](int64_t d, bool back) {
        auto to = int64_t(w) + d;
        return (back ? d <= 0 : d > 0) && to >= int64_t(f.code) && to < int64_t(end) && get(starts, uint64_t(to));
      };
      for (const char *c = kOperands[op]; *c; c++) {
        if (*c == 'O' && !good(int32_t(word >> 32), goesBack(op))) return "bad jump";
        if (*c == 'o' && !good(int16_t(word >> 48), goesBack(op))) return "bad jump";
        if (*c == 'T')
          for (uint32_t k = 0; k < uint32_t(word >> 32); k++)
            if (!good(int64_t(code[w + 1 + k]), false)) return "bad jump table";
      }
      if (op == kOp_jtab && !good(1 + int64_t(uint32_t(word >> 32)), false)) return "bad jump table";
    }
    return nullptr;
  }

  const char *all() {
    if (const char *e = header()) return e;
    if (const char *e = tables()) return e;
    uint64_t end = 0;
    for (uint64_t i = 0; i < count(kFuncs); i++) {
      const Func &f = funcs[i];
      if (f.code != end || !f.codeWords || f.codeWords > count(kCode) - end) return "functions overlap or leave gaps";
      end += f.codeWords;
      if (const char *e = function(i)) return e;
    }
    if (end != count(kCode)) return "code outside of functions";
    for (uint64_t i = 0; i < count(kCodeRelocs); i++) {
      const Reloc &r = codeRelocs[i];
      if (r.at >= end || r.sym >= count(kSymbols) || get(starts, r.at)) return "bad relocation of code";
      if (const char *e = codeReloc(r)) return e;
      clear(calls, r.at);
      clear(addresses, r.at);
    }
    for (uint64_t i = 0; i < end; i++)
      if (get(calls, i) || get(addresses, i)) return "call without a target";
    return nullptr;
  }
};

} // namespace

const char *verify(const char *file, uint64_t size, uint64_t *scratch) {
  Verifier v{};
  v.file = file;
  v.size = size;
  uint64_t n = verifyScratchWords(size) / 3;
  v.starts = scratch;
  v.addresses = scratch + n;
  v.calls = scratch + 2 * n;
  return v.all();
}

} // namespace golem::bytecode
