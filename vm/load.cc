// From a .gbc file to what the interpreter runs: symbols resolved, data placed below 2 GB, relocations applied.
//
// In: a file (checked by compiler/bytecode/verify.cc) and NAME.sym of this executable, a hash table from names to addresses. Out: Program.
// External symbols, and those with kSymPreferNative that this executable has, are native; the rest is the file's.
#include "compiler/bytecode/verify.h"
#include "vm/vm.h"

namespace golem::vm {

using namespace bytecode;

Program *programs[kMaxPrograms];
int nprograms;

namespace {

// Names that files of one process share: variables and descriptors of the first that had them.
struct Shared {
  uint64_t hash;
  uintptr_t address;
};
constexpr uint64_t kShared = 1 << 16;
Shared *shared; // open addressing; made when a second file comes

struct SymTable { // NAME.sym: magic, slots (a power of two), then {hash, address}
  const uint64_t *words;
  uint64_t slots;
} symtab;

uint64_t hashName(const char *s) {
  uint64_t h = 14695981039346656037u;
  for (; *s; s++) h = (h ^ uint8_t(*s)) * 1099511628211u;
  return h;
}
uintptr_t nativeSymbol(const char *name) {
  uint64_t h = hashName(name), mask = symtab.slots - 1;
  for (uint64_t i = h & mask;; i = (i + 1) & mask) {
    const uint64_t *e = symtab.words + 2 + 2 * i;
    if (!e[1]) return 0;
    if (e[0] == h) return e[1];
  }
}

// A file mapped for reading; dies when that fails.
const char *mapFile(const char *path, uint64_t *size) {
  long fd = sys::call(sys::kSysOpen, path, 0x80000, 0);
  if (fd < 0) die("cannot open", path);
  long n = sys::call(8, fd, 0, 2); // lseek to the end
  if (n <= 0) die("cannot read", path);
  long a = sys::call(sys::kSysMmap, 0, n, 1, sys::kMapPrivate, fd, 0);
  if (a < 0) die("cannot map", path);
  sys::call(sys::kSysClose, fd);
  *size = uint64_t(n);
  return reinterpret_cast<const char *>(a);
}
// Behind the executable while there is room, else somewhere below 2 GB: what is compared with nil by size must lie low.
char *mapLow(uint64_t bytes) {
  static uintptr_t next = 32 << 20;
  uint64_t size = (bytes + 4095) & ~uint64_t(4095);
  constexpr int kFixedNoReplace = 0x100000;
  if (next + size < uintptr_t(1) << 30) {
    long a = sys::call(sys::kSysMmap, next, size, sys::kProtRW, sys::kMapPrivate | sys::kMapAnon | kFixedNoReplace, -1, 0);
    if (a == long(next)) {
      next += size + 4096;
      return reinterpret_cast<char *>(a);
    }
    if (a > 0) sys::call(11, a, size); // a kernel that takes the address for a hint: munmap
  }
  long a = sys::call(sys::kSysMmap, 0, size, sys::kProtRW, sys::kMapPrivate | sys::kMapAnon | 0x40, -1, 0); // MAP_32BIT
  if (a < 0) die("out of memory");
  return reinterpret_cast<char *>(a);
}

// The file `name` in the executable's directory.
const char *beside(const char *name) {
  static char path[4096 + 32];
  long n = sys::call(89, "/proc/self/exe", path, 4096); // readlink
  if (n <= 0) die("cannot read /proc/self/exe");
  while (n > 0 && path[n - 1] != '/') n--;
  __builtin_memcpy(path + n, name, sys::cstrlen(name) + 1);
  return path;
}

void openSymbols() {
  const char *path = beside("golem-vm.sym");
  uint64_t size;
  symtab.words = reinterpret_cast<const uint64_t *>(mapFile(path, &size));
  symtab.slots = symtab.words[1];
  if (symtab.words[0] != 0x314d5953'4d454c4f || symtab.slots == 0 || (symtab.slots & (symtab.slots - 1)) || size != 16 + symtab.slots * 16)
    die("bad symbol table", path);
}

} // namespace

namespace {

// What all files give the collector and reflection.
uintptr_t roots[2 * kMaxPrograms];
VmHooks lists;

Shared *sharedSlot(const char *name) {
  if (!shared) shared = static_cast<Shared *>(persistentalloc(kShared * sizeof(Shared)));
  uint64_t h = hashName(name) | 1;
  for (uint64_t i = h & (kShared - 1);; i = (i + 1) & (kShared - 1))
    if (!shared[i].hash || shared[i].hash == h) {
      shared[i].hash = h;
      return &shared[i];
    }
}

const char *check(const char *file, uint64_t size) {
  uint64_t scratchBytes = verifyScratchWords(size) * 8;
  void *scratch = sys::map(scratchBytes, sys::kProtRW);
  if (!scratch) die("out of memory");
  const char *problem = verify(file, size, static_cast<uint64_t *>(scratch));
  sys::unmap(scratch, scratchBytes);
  return problem;
}

// Places a checked file in memory. several: more files may come that share names with it.
void place(const char *file, const char *path, bool several, Program *out) {
  auto *h = reinterpret_cast<const Header *>(file);
  auto section = [&]<class T>(Section s, T *) { return reinterpret_cast<const T *>(file + h->sections[s].offset); };
  auto count = [&](Section s) { return h->sections[s].count; };
  const char *strings = section(kStrings, static_cast<char *>(nullptr));
  auto *syms = section(kSymbols, static_cast<Symbol *>(nullptr));
  auto *funcs = section(kFuncs, static_cast<Func *>(nullptr));
  auto *sigs = section(kSigs, static_cast<Sig *>(nullptr));
  auto *leaves = section(kLeaves, static_cast<Leaf *>(nullptr));
  auto *datas = section(kData, static_cast<Data *>(nullptr));
  auto *bytes = section(kBytes, static_cast<char *>(nullptr));

  // Signatures.
  auto *vs = static_cast<VMSig *>(persistentalloc(count(kSigs) * sizeof(VMSig) + 1));
  for (uint64_t i = 0; i < count(kSigs); i++) {
    const Sig &s = sigs[i];
    VMSig &v = vs[i];
    v.outBytes = s.outBytes;
    v.argBlock = (s.argBlock + 7) & ~7u;
    v.resBlock = (s.resBlock + 7) & ~7u;
    v.nparams = s.params;
    v.nresults = s.results;
    v.leaves = leaves + s.leaves;
    for (uint32_t k = 0; k < s.params + s.results; k++) v.floats |= v.leaves[k].kind == kLeafF32 || v.leaves[k].kind == kLeafF64;
    v.nativeBytes = uint32_t(nativeFrameBytes(s));
  }

  // Code is copied, as relocations change it.
  uint64_t words = count(kCode);
  long at = sys::call(sys::kSysMmap, 0, words * 8 + 8, sys::kProtRW, sys::kMapPrivate | sys::kMapAnon, -1, 0);
  if (at < 0) die("out of memory");
  auto *code = reinterpret_cast<uint64_t *>(at);
  __builtin_memcpy(code, file + h->sections[kCode].offset, words * 8);
  auto *vf = static_cast<VMFunc *>(persistentalloc(count(kFuncs) * sizeof(VMFunc) + 1));
  for (uint64_t i = 0; i < count(kFuncs); i++) {
    const Func &f = funcs[i];
    VMFunc &v = vf[i];
    v.frameBytes = uint64_t(f.frameSlots) * 8;
    v.need = f.nativeBytes > 1024 ? f.nativeBytes : 0; // less than the guard leaves
    v.code = code + f.code;
    v.codeEnd = v.code + f.codeWords;
    v.sigs = vs;
    v.sig = vs + f.sig;
    v.enterBytes = v.frameBytes + v.need + 32 + v.sig->outBytes + 240 + 512;
    v.recover = f.recover == bytecode::kNone ? nullptr : v.code + f.recover;
    v.name = strings + syms[f.sym].name;
    v.file = strings + f.file;
    v.rec = &f;
    v.inlined = section(kInlined, static_cast<Inlined *>(nullptr)) + f.inlined;
    v.pins = section(kPins, static_cast<Pin *>(nullptr)) + f.pins;
    v.lines = section(kLines, static_cast<uint8_t *>(nullptr)) + f.lines;
    v.strings = strings;
  }

  // Where each symbol is. Data is placed in two blocks, that with pointers apart, so that the collector has one range to scan.
  auto *addr = static_cast<uintptr_t *>(persistentalloc(count(kSymbols) * 8 + 8));
  auto *native = static_cast<bool *>(persistentalloc(count(kSymbols) + 8));
  for (uint64_t i = 0; i < count(kSymbols); i++) {
    const Symbol &s = syms[i];
    if (s.kind != kSymExternal && !(s.flags & kSymPreferNative)) continue;
    addr[i] = nativeSymbol(strings + s.name);
    native[i] = addr[i] != 0;
  }
  // In a process of several files, what earlier ones have in common with this one is theirs.
  for (uint64_t i = 0; i < count(kSymbols); i++)
    if ((syms[i].flags & kSymShared) && !native[i])
      if (Shared *x = sharedSlot(strings + syms[i].name); x->address) {
        addr[i] = x->address;
        native[i] = true;
      }
  for (int pointers = 0; pointers < 2; pointers++) {
    auto each = [&](auto f) { // f(record, offset) of all that go into this block; its size
      uint64_t off = 0;
      for (uint64_t i = 0; i < count(kData); i++) {
        const Data &d = datas[i];
        if (bool(d.flags & kDataPointers) != bool(pointers) || native[d.sym]) continue;
        uint64_t a = d.align ? d.align : 1;
        off = (off + a - 1) / a * a;
        f(d, off);
        off += d.bytes ? d.bytes : 1;
      }
      return off;
    };
    uint64_t total = each([](const Data &, uint64_t) {});
    char *mem = mapLow(total + 16);
    each([&](const Data &d, uint64_t off) {
      addr[d.sym] = uintptr_t(mem + off);
      if (d.at != ~uint64_t(0)) __builtin_memcpy(mem + off, bytes + d.at, d.bytes);
    });
    if (pointers) {
      roots[2 * nprograms] = uintptr_t(mem);
      roots[2 * nprograms + 1] = uintptr_t(mem) + (total + 7) / 8 * 8;
    }
  }
  auto own = [&](uint32_t sym) -> VMFunc * { return syms[sym].kind == kSymFunc && !native[sym] ? &vf[syms[sym].index] : nullptr; };
  auto addressOf = [&](uint32_t sym) -> uintptr_t {
    if (VMFunc *f = own(sym)) return uintptr_t(trampolineOf(f));
    if (!addr[sym]) die("undefined symbol", strings + syms[sym].name);
    return addr[sym];
  };
  auto *cr = section(kCodeRelocs, static_cast<Reloc *>(nullptr));
  for (uint64_t i = 0; i < count(kCodeRelocs); i++) {
    const Reloc &r = cr[i];
    if (r.kind == kRelCall) {
      if (VMFunc *f = own(r.sym)) {
        code[r.at] = uint64_t(f);
      } else {
        code[r.at - 1] = (code[r.at - 1] & ~uint64_t(0xffff)) | kOp_calln;
        code[r.at] = addressOf(r.sym);
      }
    } else code[r.at] = addressOf(r.sym) + uint64_t(r.addend);
  }
  auto *dr = section(kDataRelocs, static_cast<Reloc *>(nullptr));
  // Data relocations stand in the order of kBytes, as the Data records do.
  uint64_t di = 0, nd = count(kData);
  for (uint64_t i = 0; i < count(kDataRelocs); i++) {
    const Reloc &r = dr[i];
    while (di < nd && (datas[di].at == ~uint64_t(0) || r.at >= datas[di].at + datas[di].bytes)) di++;
    if (di == nd || r.at < datas[di].at) die("relocation outside of data", path);
    const Data &d = datas[di];
    if (syms[d.sym].kind != kSymData || syms[d.sym].index != di) die("data without its symbol", path);
    if (native[d.sym]) continue;
    auto *p = reinterpret_cast<char *>(addr[d.sym] + (r.at - d.at));
    uint64_t v = addressOf(r.sym) + uint64_t(r.addend);
    if (r.kind == kRelAddr32) {
      auto v32 = uint32_t(v);
      __builtin_memcpy(p, &v32, 4);
    } else __builtin_memcpy(p, &v, 8);
  }

  if (several)
    for (uint64_t i = 0; i < count(kSymbols); i++)
      if (syms[i].kind == kSymData && syms[i].name && !native[i]) sharedSlot(strings + syms[i].name)->address = addr[i];

  // What the runtime must know of: descriptors, itabs, roots. The lists only grow; a reader sees the old ones or the new ones.
  auto *types = static_cast<const Type **>(persistentalloc((lists.ntypes + nd) * 8 + 8));
  auto *itabs = static_cast<ITab **>(persistentalloc((lists.nitabs + nd) * 8 + 8));
  __builtin_memcpy(types, lists.types, lists.ntypes * 8);
  __builtin_memcpy(itabs, lists.itabs, lists.nitabs * 8);
  for (uint64_t i = 0; i < nd; i++) {
    uintptr_t a = addr[datas[i].sym];
    if (native[datas[i].sym]) continue;
    if (datas[i].flags & kDataType) types[lists.ntypes++] = reinterpret_cast<const Type *>(a);
    if (datas[i].flags & kDataItab) itabs[lists.nitabs++] = reinterpret_cast<ITab *>(a);
  }
  lists.types = types;
  lists.itabs = itabs;
  lists.roots = roots;
  lists.nroots = size_t(nprograms) + 1;
  out->funcs = vf;
  out->nfuncs = count(kFuncs);
  out->code = code;
  out->codeEnd = code + words;
  auto *initSyms = section(kInits, static_cast<uint32_t *>(nullptr));
  auto *inits = static_cast<void **>(persistentalloc(count(kInits) * 8 + 8));
  for (uint64_t i = 0; i < count(kInits); i++) // a package without initialization has none
    if (own(initSyms[i]) || addr[initSyms[i]]) inits[out->ninits++] = reinterpret_cast<void *>(addressOf(initSyms[i]));
  out->inits = inits;
  out->main = reinterpret_cast<void *>(addressOf(h->mainSym));
  programs[nprograms] = out;
  __atomic_store_n(&nprograms, nprograms + 1, __ATOMIC_RELEASE);
  installHooks(lists);
}

} // namespace

Program *load() {
  openSymbols();
  const char *path = beside("program.gbc");
  uint64_t size;
  const char *file = mapFile(path, &size);
  static Program first;
  if (const char *problem = check(file, size)) die(problem, path);
  place(file, path, false, &first);
  return &first;
}

Program *loadMore(const char *path) {
  uint64_t size;
  const char *file = mapFile(path, &size);
  if (const char *problem = check(file, size)) die(problem, path);
  if (nprograms == kMaxPrograms) die("too many inputs in one session");
  auto *p = static_cast<Program *>(persistentalloc(sizeof(Program)));
  place(file, path, true, p);
  return p;
}

} // namespace golem::vm
