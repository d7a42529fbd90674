// Symbol information: from a program counter to function, file, line and inlined calls, out of section golem_pcln.
//
// The records are walked once, at the first question, into an index sorted by entry.
#include "runtime/abi/pcln.h"
#include "runtime/abi/vmhooks.h"
#include "runtime/panic/panic.h"

extern "C" {
extern char __start_golem_pcln[] __attribute__((weak)), __stop_golem_pcln[] __attribute__((weak));
extern char __start_golem_rttext[], __stop_golem_rttext[];
}

namespace golem {


using abi::PclnInlined;
using abi::PclnRecord;

static const PclnRecord **index_;
static int64_t nindex;
static mutex indexLock;

static void buildIndex() {
  lock(&indexLock);
  if (!index_) {
    int64_t n = 0;
    const PclnRecord **out = nullptr;
    for (int pass = 0; pass < 2; pass++) {
      n = 0;
      for (char *a = __start_golem_pcln; a + sizeof(PclnRecord) <= __stop_golem_pcln;) {
        if (*reinterpret_cast<uint64_t *>(a) == 0) {
          a += 8;
          continue;
        }
        auto *r = reinterpret_cast<PclnRecord *>(a);
        if (!r->length) break;
        if (r->entry) {
          if (out) out[n] = r;
          n++;
        }
        a += (r->length + 7) & ~7u;
      }
      if (pass == 0) out = static_cast<const PclnRecord **>(persistentalloc(size_t(n + 1) * 8));
    }
    // Link order makes this nearly sorted; shell sort finishes the rest.
    for (int64_t gap = n / 2; gap > 0; gap /= 2) {
      bool sorted = true;
      for (int64_t i = 1; i < n && sorted; i++) sorted = uintptr_t(out[i - 1]->entry) <= uintptr_t(out[i]->entry);
      if (sorted) break;
      for (int64_t i = gap; i < n; i++)
        for (int64_t j = i; j >= gap && uintptr_t(out[j - gap]->entry) > uintptr_t(out[j]->entry); j -= gap) {
          auto *t = out[j];
          out[j] = out[j - gap];
          out[j - gap] = t;
        }
    }
    nindex = n;
    __atomic_store_n(&index_, out, __ATOMIC_RELEASE);
  }
  unlock(&indexLock);
}

static const PclnRecord *findFunc(uintptr_t pc) {
  if (!__atomic_load_n(&index_, __ATOMIC_ACQUIRE)) systemstack([] { buildIndex(); });
  int64_t lo = 0, hi = nindex;
  while (lo < hi) {
    int64_t mid = (lo + hi) / 2;
    if (uintptr_t(index_[mid]->entry) <= pc) lo = mid + 1;
    else hi = mid;
  }
  if (lo == 0) return nullptr;
  const PclnRecord *r = index_[lo - 1];
  return pc < uintptr_t(r->end) ? r : nullptr;
}

// For the collector's thread.
const PclnRecord *funcRecord(uintptr_t pc) { return findFunc(pc); }

static uint64_t uleb(const uint8_t *&p) {
  uint64_t v = 0;
  for (int s = 0;; s += 7) {
    uint8_t b = *p++;
    v |= uint64_t(b & 0x7f) << s;
    if (!(b & 0x80)) return v;
  }
}
static int64_t sleb(const uint8_t *&p) {
  int64_t v = 0;
  int s = 0;
  uint8_t b;
  do {
    b = *p++;
    v |= int64_t(b & 0x7f) << s;
    s += 7;
  } while (b & 0x80);
  if (s < 64 && (b & 0x40)) v |= -(int64_t(1) << s);
  return v;
}

static GoString cstr(const char *s) { return {reinterpret_cast<const uint8_t *>(s ? s : ""), int64_t(s ? sys::cstrlen(s) : 0)}; }

// golem_gopanic stands where gc has runtime.gopanic: programs look for that name, tracebacks print panic(…).
static bool panicFrame(uintptr_t pc, FrameInfo *out) {
  if (!runtimeTextContains(pc) || functionStart(pc) != uintptr_t(golem_gopanic)) return false;
  *out = {cstr("runtime.gopanic"), cstr("runtime/panic/panic.cc"), kGopanicLine, uintptr_t(golem_gopanic), kGopanicLine, false, false, false};
  return true;
}

// The index-th logical call at pc, innermost first.
bool pcFrame(uintptr_t pc, int64_t index, FrameInfo *out) {
  if (vmHooks && vmHooks->contains(pc)) return vmHooks->frame(pc, index, out);
  const PclnRecord *r = findFunc(pc);
  if (!r) return index == 0 && panicFrame(pc, out);
  auto *inl = reinterpret_cast<const PclnInlined *>(r + 1);
  auto *p = reinterpret_cast<const uint8_t *>(inl + r->numInlined);
  auto *limit = reinterpret_cast<const uint8_t *>(r) + r->length;
  uintptr_t at = uintptr_t(r->entry);
  int64_t line = r->startLine, atLine = r->startLine;
  uint64_t in = 0, curIn = 0;
  for (bool first = true; p + 2 < limit; first = false) {
    uint64_t d = uleb(p);
    int64_t l = sleb(p);
    uint64_t i = uleb(p);
    if (!first && d == 0) break;
    at += d;
    if (at > pc) break;
    line += l;
    atLine = line;
    curIn = i;
  }
  in = curIn;
  auto parent = [&](uint64_t i) { return uint64_t(int64_t(inl[i - 1].parent) + 1); };
  auto otherFile = [&](uint64_t i) { return i && inl[i - 1].callLine == abi::kPclnOtherFile; };
  while (index-- > 0) {
    if (otherFile(in)) in = parent(in);
    if (in == 0) return false;
    const PclnInlined &x = inl[in - 1];
    atLine = x.callLine & ~abi::kPclnInlinedWrapper;
    in = uint64_t(int64_t(x.parent) + 1);
  }
  out->line = atLine;
  out->entry = uintptr_t(r->entry);
  out->startLine = r->startLine;
  const char *file = nullptr;
  if (otherFile(in)) {
    file = inl[in - 1].file;
    in = parent(in);
  }
  if (in) {
    out->name = cstr(inl[in - 1].name);
    out->file = cstr(file ? file : inl[in - 1].file);
    out->more = true;
    out->noArgs = false; // as in gc, (...) says that it was inlined
    out->wrapper = inl[in - 1].callLine & abi::kPclnInlinedWrapper;
  } else {
    out->name = cstr(r->name);
    out->file = cstr(file ? file : r->file);
    out->more = false;
    out->wrapper = r->flags & abi::kPclnWrapper;
    out->noArgs = r->flags & abi::kPclnNoArgs;
  }
  return true;
}

uint32_t pcFlags(uintptr_t pc, bool *found) {
  if (vmHooks && vmHooks->contains(pc)) {
    FrameInfo fi;
    *found = vmHooks->frame(pc, 0, &fi);
    return *found && fi.wrapper ? abi::kPclnWrapper : 0;
  }
  const PclnRecord *r = findFunc(pc);
  *found = r != nullptr;
  return r ? r->flags : 0;
}

// True for code compiled from Go: the only code a signal may preempt.
bool goTextContains(uintptr_t pc) {
  if (pc >= uintptr_t(__start_golem_rttext) && pc < uintptr_t(__stop_golem_rttext)) return false;
  return findFunc(pc) != nullptr;
}
bool runtimeTextContains(uintptr_t pc) { return pc >= uintptr_t(__start_golem_rttext) && pc < uintptr_t(__stop_golem_rttext); }

extern "C" bool golem_pcframe(uintptr_t pc, int64_t index, FrameInfo *out) { return pcFrame(pc, index, out); }

} // namespace golem
