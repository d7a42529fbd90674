// Which words of a bytecode frame the collector looks at: the counterpart of the tables that native frames have (compiler/llvm/slotlive.cc).
//
// Bytecode is never stopped but where an instruction has saved the pc: at calls, checks, jumps back. For each such pc of a function the
// slots that are read later are found by backward liveness over its instructions, when the collector meets a frame of it for the first
// time. So a file needs no tables that might be wrong; what can't be seen from instructions is where an address of a slot is, and of that
// the file has pins (format.h), which the verifier checks against every `lea`.
//
//   live      read later by an instruction, or pinned for an operation that is under way
//   objects   variables and temporaries whose address is taken: looked at when it will be taken again before they are written anew, or when
//             a word that was looked at points into them. Addresses of a frame's objects are in that frame or in frames called from
//             it, which come first; nothing else may keep them.
//
// A frame's slots go up to its function's parameters and results, which lie in the caller's out area: a call reads its arguments there, so
// that the caller counts them as dead behind it, and the callee decides. Functions with very large tables have none: all their words are
// looked at.
#include "compiler/bytecode/operands.h"
#include "runtime/gc/gc.h"
#include "vm/vm.h"

namespace golem::vm {

using namespace bytecode;

namespace {

constexpr uint64_t kMostTable = 4 << 20, kMostScratch = 64 << 20; // bytes

struct Live {
  uint64_t npcs, words; // words of a set
  uint32_t *pcs;        // sorted
  uint64_t *sets;
};
Live none;

bool get(const uint64_t *set, uint64_t i) { return set[i / 64] >> (i % 64) & 1; }
void set(uint64_t *s, uint64_t i) { s[i / 64] |= uint64_t(1) << (i % 64); }

// The pc of the next instruction is saved by it, and the goroutine may stop.
bool stops(uint16_t op) {
  switch (op) {
  case kOp_call: case kOp_calln: case kOp_callc: case kOp_calli: case kOp_crt: case kOp_rundefers: case kOp_nilchk: case kOp_bchk:
  case kOp_schk: case kOp_lenchk: case kOp_divchk: case kOp_shiftchk: case kOp_elem_s8: case kOp_elem_u8: case kOp_elem_s16:
  case kOp_elem_u16: case kOp_elem_s32: case kOp_elem_u32: case kOp_elem_q: case kOp_ea1: case kOp_ea2: case kOp_ea4: case kOp_ea8:
  case kOp_ean: case kOp_setelem_b: case kOp_setelem_h: case kOp_setelem_w: case kOp_setelem_q: case kOp_unreach: return true;
  default: return false;
  }
}

// Where steps are counted the goroutine may stop before the instruction, too (interp.cc).
bool counted(uint16_t op) { return goesBack(op) || op == kOp_call || op == kOp_calln || op == kOp_callc || op == kOp_calli; }

struct Analysis {
  const VMFunc *f;
  uint64_t n;              // words of code
  uint64_t slots, words;   // of a frame with parameters; of a set
  uint64_t *starts;        // bitmaps over code: of blocks, saved pcs, targets of jumps back
  uint64_t *saved, *back, *ops; // ops: where an operation begins that has pinned slots; no temporary is live there
  uint32_t *blocks;        // first words
  uint64_t nblocks, nobjects;
  uint64_t *in, *gen, *kill, *cur;

  // Calls f(word) for each instruction of [from, to).
  template <class F> void each(uint64_t from, uint64_t to, F fn) const {
    for (uint64_t w = from; w < to; w += 1 + extensionWords(f->code[w])) fn(w);
  }
  template <class F> void targets(uint64_t w, F fn) const {
    uint64_t word = f->code[w];
    for (const char *c = kOperands[uint16_t(word)]; *c; c++) {
      if (*c == 'O') fn(uint64_t(int64_t(w) + int32_t(word >> 32)));
      if (*c == 'o') fn(uint64_t(int64_t(w) + int16_t(word >> 48)));
      if (*c == 'T')
        for (uint64_t k = 0; k < uint32_t(word >> 32); k++) fn(w + f->code[w + 1 + k]);
    }
  }
  static bool falls(uint16_t op) { return op != kOp_jmp && op != kOp_loop && op != kOp_ret && op != kOp_unreach; }

  template <class F> static void leaf(const Leaf &l, uint64_t base, F fn) {
    uint64_t bytes = l.kind == kLeafBlock ? l.bytes : 1;
    if (bytes) fn(base + l.at / 8, (l.at % 8 + bytes + 7) / 8);
  }
  const Pin *objectAt(uint64_t s) const {
    uint64_t lo = 0, hi = nobjects;
    while (lo < hi) {
      uint64_t mid = (lo + hi) / 2;
      if (f->pins[mid].slot <= s) lo = mid + 1;
      else hi = mid;
    }
    return lo && s - f->pins[lo - 1].slot < f->pins[lo - 1].count ? &f->pins[lo - 1] : nullptr;
  }
  // read(slot, count) and write(slot, count) for what the instruction at w does; parts of slots are neither.
  template <class R, class W> void effects(uint64_t w, R read, W write) const {
    const uint64_t *code = f->code + w;
    uint64_t word = *code;
    auto op = uint16_t(word);
    const VMSig *sig = nullptr;
    switch (op) {
    case kOp_lea: case kOp_fst_b: case kOp_fst_h: case kOp_fst_w: case kOp_fst_q: // no slot is read or written whole
      if (op != kOp_lea) return read(uint16_t(word >> 32), 1);
      write(uint16_t(word >> 16), 1);
      if (const Pin *p = objectAt(uint16_t(word >> 32))) read(p->slot, p->count); // whoever gets the address may read it
      return;
    case kOp_ctx: read(3, 1); break;
    case kOp_stt: // of a type
      read(uint16_t(word >> 16), 1);
      read(uint16_t(word >> 32), (reinterpret_cast<const Type *>(code[1])->size + 7) / 8);
      return;
    case kOp_call: case kOp_calln: case kOp_callc: sig = f->sigs + uint32_t(word >> 32); break;
    case kOp_calli: sig = f->sigs + code[1]; break;
    case kOp_ret:
      for (uint32_t i = 0; i < f->sig->nresults; i++)
        if (const Leaf &l = f->sig->leaves[f->sig->nparams + i]; l.kind != kLeafRef) leaf(l, f->frameBytes / 8 + kFrameHeader, read);
      return;
    default: break;
    }
    if (sig) {
      for (uint32_t i = 0; i < sig->nparams; i++) leaf(sig->leaves[i], kFrameHeader, read);
      for (uint32_t i = sig->nparams; i < sig->nparams + sig->nresults; i++) {
        if (sig->leaves[i].kind == kLeafRef) leaf(sig->leaves[i], kFrameHeader, read);
        else leaf(sig->leaves[i], kFrameHeader, write);
      }
    }
    uint32_t field = 1;
    uint64_t ext = 0;
    for (const char *c = kOperands[op]; *c; c++) {
      switch (*c) {
      case 'd':
      case 's':
      case 'm':
      case 'D':
      case 'S': {
        bool crtWithout = op == kOp_crt && uint8_t(word >> 48) == 0;
        uint64_t s = uint16_t(word >> (16 * field)), k = *c > 'Z' ? 1 : extent(op, field, word, code[1]);
        if (*c == 's' || *c == 'S' || *c == 'm') read(s, k);
        if (*c != 's' && *c != 'S' && !crtWithout) write(s, k);
        field++;
        break;
      }
      case 'I':
      case 'O': field += 2; break;
      case '|': break;
      case 'W':
      case 'F': ext++; break;
      case 'L':
        for (uint32_t k = 0; k < uint16_t(word >> 32); k++) read(uint16_t(code[ext + 1 + k / 4] >> (k % 4 * 16)), 1);
        break;
      default: field++; break;
      }
    }
  }

  template <class F> void temporaries(F fn) const {
    for (uint64_t s = f->rec->temps; s < f->rec->frameSlots; s++) fn(s);
  }
  uint64_t blockEnd(uint64_t b) const { return b + 1 < nblocks ? blocks[b + 1] : n; }
  uint64_t blockAt(uint64_t w) const {
    uint64_t lo = 0, hi = nblocks;
    while (lo + 1 < hi) {
      uint64_t mid = (lo + hi) / 2;
      (blocks[mid] <= w ? lo : hi) = mid;
    }
    return lo;
  }
  const uint64_t *recovered() const { return f->recover ? in + blockAt(uint64_t(f->recover - f->code)) * words : nullptr; }

  // What is live behind block b, into cur.
  void out(uint64_t b) {
    __builtin_memset(cur, 0, words * 8);
    uint64_t last = blocks[b];
    each(blocks[b], blockEnd(b), [&](uint64_t w) { last = w; });
    auto add = [&](uint64_t w) {
      const uint64_t *s = in + blockAt(w) * words;
      for (uint64_t i = 0; i < words; i++) cur[i] |= s[i];
    };
    targets(last, add);
    if (falls(uint16_t(f->code[last])) && blockEnd(b) < n) add(blockEnd(b));
  }

  void solve() {
    for (uint64_t b = 0; b < nblocks; b++) {
      uint64_t *g = gen + b * words, *k = kill + b * words;
      each(blocks[b], blockEnd(b), [&](uint64_t w) {
        if (get(ops, w)) temporaries([&](uint64_t s) { set(k, s); });
        effects(
            w,
            [&](uint64_t s, uint64_t c) {
              for (; c--; s++)
                if (!get(k, s)) set(g, s);
            },
            [](uint64_t, uint64_t) {});
        effects(
            w, [](uint64_t, uint64_t) {},
            [&](uint64_t s, uint64_t c) {
              for (; c--; s++) set(k, s);
            });
      });
    }
    for (bool changed = true; changed;) {
      changed = false;
      for (uint64_t b = nblocks; b-- > 0;) {
        out(b);
        const uint64_t *r = recovered();
        for (uint64_t i = 0; i < words; i++) {
          uint64_t v = gen[b * words + i] | (cur[i] & ~kill[b * words + i]) | (r ? r[i] : 0); // any instruction may panic
          if (v != in[b * words + i]) in[b * words + i] = v, changed = true;
        }
      }
    }
  }

  // The sets of the saved pcs in block b.
  void record(uint64_t b, uint32_t *order, const Live &to) {
    uint64_t count = 0;
    each(blocks[b], blockEnd(b), [&](uint64_t w) { order[count++] = uint32_t(w); });
    out(b);
    const uint64_t *r = recovered();
    auto add = [&](uint64_t pc, const uint64_t *s) {
      uint64_t lo = 0, hi = to.npcs;
      while (lo + 1 < hi) {
        uint64_t mid = (lo + hi) / 2;
        (to.pcs[mid] <= pc ? lo : hi) = mid;
      }
      for (uint64_t i = 0; i < words; i++) to.sets[lo * words + i] |= s[i] | (r ? r[i] : 0);
    };
    while (count--) {
      uint64_t w = order[count];
      uint64_t word = f->code[w];
      effects(
          w, [](uint64_t, uint64_t) {},
          [&](uint64_t s, uint64_t c) {
            for (; c--; s++) cur[s / 64] &= ~(uint64_t(1) << (s % 64));
          });
      if (stops(uint16_t(word))) add(w + 1 + extensionWords(word), cur);
      effects(
          w,
          [&](uint64_t s, uint64_t c) {
            for (; c--; s++) set(cur, s);
          },
          [](uint64_t, uint64_t) {});
      if (get(ops, w)) temporaries([&](uint64_t s) { cur[s / 64] &= ~(uint64_t(1) << (s % 64)); });
      if (get(back, w) || w == 0 || counted(uint16_t(word))) add(w, cur);
    }
  }
};

const Live *analyze(const VMFunc *f) {
  Analysis a{};
  a.f = f;
  a.n = uint64_t(f->codeEnd - f->code);
  a.slots = f->frameBytes / 8 + kFrameHeader + f->sig->outBytes / 8;
  a.words = (a.slots + 63) / 64;
  while (a.nobjects < f->rec->pinCount && f->pins[a.nobjects].to == kNone) a.nobjects++;
  uint64_t map = (a.n + 64) / 64;
  uint64_t bytes = (4 * map + (a.n + 2) / 2 * 2) * 8; // bitmaps, blocks, order
  auto *first = static_cast<uint64_t *>(sys::map(bytes, sys::kProtRW));
  if (!first) return &none;
  a.starts = first;
  a.saved = first + map;
  a.back = first + 2 * map;
  a.ops = first + 3 * map;
  a.blocks = reinterpret_cast<uint32_t *>(first + 4 * map);
  for (uint64_t i = a.nobjects; i < f->rec->pinCount; i++)
    if (f->pins[i].from) set(a.ops, f->pins[i].from);
  uint32_t *order = a.blocks + (a.n + 2) / 2 * 2;
  set(a.starts, 0);
  set(a.saved, 0);
  if (f->recover) set(a.starts, uint64_t(f->recover - f->code));
  a.each(0, a.n, [&](uint64_t w) {
    uint64_t word = f->code[w], next = w + 1 + extensionWords(word);
    bool jumps = !Analysis::falls(uint16_t(word));
    a.targets(w, [&](uint64_t to) {
      jumps = true;
      set(a.starts, to);
      if (to <= w) set(a.back, to), set(a.saved, to);
    });
    if (uint16_t(word) == kOp_rundefers) set(a.back, w), set(a.saved, w);
    if (counted(uint16_t(word))) set(a.saved, w);
    if (jumps) set(a.starts, next);
    if (stops(uint16_t(word))) set(a.saved, next);
  });
  uint64_t npcs = 0;
  for (uint64_t w = 0; w <= a.n; w++) {
    if (w < a.n && get(a.starts, w)) a.blocks[a.nblocks++] = uint32_t(w);
    npcs += get(a.saved, w);
  }
  const Live *result = &none;
  uint64_t table = npcs * (a.words * 8 + 4) + 8 + sizeof(Live), scratch = (3 * a.nblocks + 1) * a.words * 8;
  if (table <= kMostTable && scratch <= kMostScratch)
    if (auto *sets = static_cast<uint64_t *>(sys::map(scratch, sys::kProtRW))) {
      a.in = sets;
      a.gen = sets + a.nblocks * a.words;
      a.kill = sets + 2 * a.nblocks * a.words;
      a.cur = sets + 3 * a.nblocks * a.words;
      auto *l = static_cast<Live *>(persistentalloc(table));
      l->words = a.words;
      l->sets = reinterpret_cast<uint64_t *>(l + 1);
      l->pcs = reinterpret_cast<uint32_t *>(l->sets + npcs * a.words);
      for (uint64_t w = 0; w <= a.n; w++)
        if (get(a.saved, w)) l->pcs[l->npcs++] = uint32_t(w);
      a.solve();
      for (uint64_t b = 0; b < a.nblocks; b++) a.record(b, order, *l);
      result = l;
      sys::unmap(sets, scratch);
    }
  sys::unmap(first, bytes);
  return result;
}

} // namespace

void scanFrame(const Frame *S, const FrameScan &scan) {
  const VMFunc *f = S->func;
  auto base = uintptr_t(S);
  uintptr_t end = base + f->frameBytes, params = end + 8 * kFrameHeader;
  if (!f->live) f->live = analyze(f);
  auto *l = static_cast<const Live *>(f->live);
  uint64_t pc = uint64_t(S->pc - f->code), i = 0;
  for (uint64_t hi = l->npcs; i + 1 < hi;) {
    uint64_t mid = (i + hi) / 2;
    (l->pcs[mid] <= pc ? i : hi) = mid;
  }
  if (!l->npcs || l->pcs[i] != pc) {
    scan.words(scan.arg, base + 8, end);
    scan.words(scan.arg, params, params + f->sig->outBytes);
    return;
  }
  const uint64_t *live = l->sets + i * l->words;
  for (uint64_t w = 0; w < l->words; w++)
    for (uint64_t bits = live[w]; bits;) {
      auto from = uint64_t(__builtin_ctzll(bits));
      uint64_t run = ~(bits >> from) ? uint64_t(__builtin_ctzll(~(bits >> from))) : 64 - from;
      uintptr_t at = base + 8 * (w * 64 + from);
      scan.words(scan.arg, at, at + 8 * run);
      bits = from + run >= 64 ? 0 : bits >> (from + run) << (from + run);
    }
  const Pin *pins = f->pins;
  uint32_t count = f->rec->pinCount, objects = 0;
  while (objects < count && pins[objects].to == kNone) objects++;
  auto place = [&](const Pin &p) { return base + 8 * uintptr_t(p.slot); };
  for (uint32_t k = objects; k < count; k++)
    if (pins[k].from < pc && pc <= pins[k].to) scan.words(scan.arg, place(pins[k]), place(pins[k]) + 8 * uintptr_t(pins[k].count));
  // Objects that something points to may point to others.
  constexpr uint32_t kMany = 4096;
  static uint64_t done[kMany / 64];
  __builtin_memset(done, 0, sizeof done);
  for (bool found = true; found;) {
    found = false;
    for (uint32_t k = 0; k < objects && k < kMany; k++) {
      if (get(done, k) || !scan.pointedAt(scan.arg, place(pins[k]), place(pins[k]) + 8 * uintptr_t(pins[k].count))) continue;
      set(done, k);
      found = true;
      scan.words(scan.arg, place(pins[k]), place(pins[k]) + 8 * uintptr_t(pins[k].count));
    }
  }
  for (uint32_t k = kMany; k < objects; k++) scan.words(scan.arg, place(pins[k]), place(pins[k]) + 8 * uintptr_t(pins[k].count));
}

} // namespace golem::vm
