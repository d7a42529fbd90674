// The file's tables: symbols, signatures, data; package variables, descriptors and constants as data; the finished file.
#include "compiler/bytecode/emitter.h"
#include <cstring>

namespace golem::bytecode {

uint32_t ProgramData::string(std::string_view s) {
  if (s.empty()) return 0;
  auto [it, fresh] = stringAt.try_emplace(std::string(s), static_cast<uint32_t>(strings.size()));
  if (fresh) {
    strings += s;
    strings += '\0';
  }
  return it->second;
}

uint32_t ProgramData::symbol(std::string_view name) {
  auto [it, fresh] = symbolAt.try_emplace(std::string(name), static_cast<uint32_t>(symbols.size()));
  if (fresh) symbols.push_back({string(name), kSymExternal, 0, 0});
  return it->second;
}
uint32_t ProgramData::newPrivate() {
  symbols.push_back({0, kSymExternal, 0, 0});
  return static_cast<uint32_t>(symbols.size() - 1);
}

void ProgramData::defineData(uint32_t sym, std::string_view content, uint64_t size, uint32_t align, uint32_t flags, const std::vector<Reloc> &rs,
                             uint32_t symFlags) {
  Symbol &s = symbols[sym];
  if (s.kind != kSymExternal) return; // defined by an earlier package
  s.kind = kSymData;
  s.flags = symFlags;
  s.index = static_cast<uint32_t>(datas.size());
  uint64_t at = ~uint64_t(0);
  if (!content.empty()) {
    while (bytes.size() % 8) bytes += '\0';
    at = bytes.size();
    bytes += content;
    for (Reloc r : rs) {
      r.at += at;
      dataRelocs.push_back(r);
    }
  }
  datas.push_back({sym, flags, align, 0, size, at});
}

uint32_t ProgramData::privateBytes(std::string_view content, uint32_t align) {
  auto [it, fresh] = privateData.try_emplace(std::to_string(align) + ":" + std::string(content), 0);
  if (fresh) {
    it->second = newPrivate();
    defineData(it->second, content, content.size(), align, kDataReadonly, {}, 0);
  }
  return it->second;
}

uint32_t ProgramData::funcValue(std::string_view function) {
  uint32_t sym = symbol(std::string(function) + "·f");
  if (!defined(sym)) defineData(sym, std::string(8, '\0'), 8, 8, kDataReadonly, {{0, symbol(function), kRelAddr64, 0}}, kSymPreferNative);
  return sym;
}

const SigInfo &ProgramData::signature(std::span<gir::Type *const> params, std::span<gir::Type *const> results) {
  // Structure decides, not names: the key is the leaves.
  callabi::Assignment a = callabi::assign(params, results);
  std::string key;
  auto describe = [&](const std::vector<callabi::Slot> &slots) {
    for (const callabi::Slot &s : slots) {
      key += std::to_string(s.type->size) + (s.inMemory ? "m" + std::to_string(s.block) : isScalar(s.type) ? "s" : "a");
      for (const callabi::Leaf &l : s.leaves)
        key += "," + std::to_string(static_cast<int>(l.kind)) + "@" + std::to_string(l.offset) + "r" + std::to_string(l.reg);
      key += ";";
    }
    key += ">";
  };
  describe(a.results);
  describe(a.params);
  auto [it, fresh] = sigAt.try_emplace(key);
  SigInfo &info = it->second;
  if (!fresh) return info;
  info.index = static_cast<uint32_t>(sigs.size());
  Sig sig{};
  sig.argBlock = a.argBlock ? static_cast<uint32_t>(a.argBytes) : 0;
  sig.resBlock = a.resultBlock ? static_cast<uint32_t>(a.resultBytes) : 0;
  sig.leaves = static_cast<uint32_t>(leaves.size());
  std::vector<Leaf> mine[2];
  auto layOut = [&](const std::vector<callabi::Slot> &slots, std::vector<uint32_t> &at, std::vector<bool> &inBlock, std::vector<Leaf> &out) {
    for (const callabi::Slot &s : slots) {
      at.push_back(info.outSlots);
      inBlock.push_back(s.inMemory);
      uint32_t base = info.outSlots * 8;
      bool ref = byRef(s.type); // more than registers hold: in memory
      info.outSlots += ref ? 1 : slotsOf(s.type);
      if (s.inMemory)
        out.push_back({static_cast<uint8_t>(ref ? kLeafRef : kLeafBlock), 0, 0, 0, base, static_cast<uint32_t>(s.block), static_cast<uint32_t>(s.type->size)});
      for (const callabi::Leaf &l : s.leaves) {
        uint8_t k = kLeafQ;
        switch (l.kind) {
        case Kind::Int8: k = kLeafS8; break;
        case Kind::Bool: case Kind::Uint8: k = kLeafU8; break;
        case Kind::Int16: k = kLeafS16; break;
        case Kind::Uint16: k = kLeafU16; break;
        case Kind::Int32: k = kLeafS32; break;
        case Kind::Uint32: k = kLeafU32; break;
        case Kind::Float32: k = kLeafF32; break;
        case Kind::Float64: k = kLeafF64; break;
        default: break;
        }
        out.push_back({k, static_cast<uint8_t>(l.reg), isScalar(s.type), 0, base + static_cast<uint32_t>(l.offset), 0, 0});
      }
    }
  };
  layOut(a.results, info.results, info.resultInBlock, mine[1]);
  layOut(a.params, info.params, info.paramInBlock, mine[0]);
  sig.outBytes = info.outSlots * 8;
  sig.params = static_cast<uint32_t>(mine[0].size());
  sig.results = static_cast<uint32_t>(mine[1].size());
  for (auto &v : mine) leaves.insert(leaves.end(), v.begin(), v.end());
  info.nativeBytes = static_cast<uint32_t>(nativeFrameBytes(sig));
  sigs.push_back(sig);
  return info;
}

// ---- one package's data ----

uint32_t ModuleEmitter::blobSymbol(const callabi::Blob *b) {
  auto [it, fresh] = blobSyms.try_emplace(b, 0);
  if (fresh) it->second = b->symbol.empty() ? p.newPrivate() : p.symbol(b->symbol);
  return it->second;
}
uint32_t ModuleEmitter::typeSymbol(const gir::Type *t) {
  const callabi::Blob *b = types.typeBlob(t);
  return b ? blobSymbol(b) : p.symbol(callabi::Descriptors::typeSymbol(t));
}

void ModuleEmitter::constantBytes(const gir::Const &c, std::string &out, std::vector<Reloc> &relocs, uint64_t at) {
  using K = gir::Const::K;
  auto number = [&](uint64_t v, int64_t n) {
    for (int64_t i = 0; i < n; i++) out += static_cast<char>(v >> (8 * i));
  };
  auto floating = [&](double d, int64_t n) {
    uint64_t v = 0;
    if (n == 4) {
      auto x = static_cast<float>(d);
      std::memcpy(&v, &x, 4);
    } else std::memcpy(&v, &d, 8);
    number(v, n);
  };
  switch (c.kind) {
  case K::Zero: out.append(static_cast<size_t>(c.type->size), '\0'); break;
  case K::Int:
    if (c.type->isFloat()) floating(static_cast<double>(c.i), c.type->size);
    else if (isScalar(c.type)) number(static_cast<uint64_t>(c.i), c.type->size);
    else out.append(static_cast<size_t>(c.type->size), '\0');
    break;
  case K::Float:
    if (c.type->isFloat()) floating(c.f, c.type->size);
    else number(static_cast<uint64_t>(static_cast<int64_t>(c.f)), c.type->size);
    break;
  case K::Complex:
    floating(c.f, c.type->size / 2);
    floating(c.im, c.type->size / 2);
    break;
  case K::String:
    if (!c.s.empty()) relocs.push_back({at + out.size(), p.privateBytes(c.s, 1), kRelAddr64, 0});
    number(0, 8);
    number(c.s.size(), 8);
    break;
  case K::Global: {
    auto it = m.globalByName.find(c.s);
    bool empty = it != m.globalByName.end() && it->second->type->size == 0;
    relocs.push_back({at + out.size(), p.symbol(empty ? "golem_zerobase" : c.s), kRelAddr64, empty ? 0 : c.i});
    number(0, 8);
    break;
  }
  case K::Func:
    relocs.push_back({at + out.size(), p.funcValue(c.s), kRelAddr64, 0});
    number(0, 8);
    break;
  }
}

void ModuleEmitter::defineGlobal(const gir::Global &g) {
  if (g.external || g.type->size == 0) return;
  std::string content;
  std::vector<Reloc> relocs;
  if (!g.init.empty()) {
    content.assign(static_cast<size_t>(g.type->size), '\0');
    for (const gir::StaticItem &it : g.init) {
      std::string one;
      std::vector<Reloc> rs;
      constantBytes(it.value, one, rs, static_cast<uint64_t>(it.offset));
      content.replace(static_cast<size_t>(it.offset), one.size(), one);
      relocs.insert(relocs.end(), rs.begin(), rs.end());
    }
  }
  uint32_t flags = (g.readonly ? kDataReadonly : 0) | (g.type->hasPointers() && !g.readonly ? kDataPointers : 0);
  p.defineData(p.symbol(g.name), content, static_cast<uint64_t>(g.type->size), std::max<uint32_t>(g.type->align, g.type->size >= 16 ? 16 : 1), flags, relocs,
               g.dupOK ? kSymPreferNative : 0);
}

bool ModuleEmitter::run() {
  for (auto &g : m.globals) defineGlobal(*g);
  for (auto &f : m.funcs) {
    if (!gir::hasBody(*f) || (f->flags & gir::kAvailable)) continue;
    if (p.defined(p.symbol(f->name))) continue; // an instance or wrapper that an earlier package has
    FuncEmitter fe(*this, *f);
    fe.emit();
    if (!error.empty()) {
      error = f->name + ": " + error;
      return false;
    }
  }
  for (const gir::Type *t : m.descriptors) typeSymbol(t);
  types.finish();
  // What is referred to may ask for more.
  for (size_t i = 0; i < types.blobs().size(); i++) {
    const callabi::Blob &b = *types.blobs()[i];
    std::vector<Reloc> relocs;
    for (const callabi::Reloc &r : b.relocs)
      relocs.push_back({static_cast<uint64_t>(r.offset), r.blob ? blobSymbol(r.blob) : p.symbol(r.symbol), r.width == 4 ? kRelAddr32 : kRelAddr64, 0});
    uint32_t flags = (b.writable ? 0 : kDataReadonly) | (b.kind == callabi::Blob::Type ? kDataType : 0) | (b.kind == callabi::Blob::Itab ? kDataItab : 0);
    p.defineData(blobSymbol(&b), b.bytes, b.bytes.size(), b.align, flags, relocs, b.symbol.empty() ? 0 : kSymPreferNative);
  }
  return error.empty();
}

// ---- the file ----

Program::Program() : d_(std::make_unique<ProgramData>()) {}
Program::~Program() = default;

bool Program::add(const gir::Module &m, std::string &err) {
  ModuleEmitter me(*d_, m);
  if (me.run()) return true;
  err = "bytecode: " + m.path + ": " + me.error;
  return false;
}

bool Program::definesFunction(const std::string &symbol) const {
  auto it = d_->symbolAt.find(symbol);
  return it != d_->symbolAt.end() && d_->symbols[it->second].kind == kSymFunc;
}

void Program::share(const std::string &symbol) {
  if (auto it = d_->symbolAt.find(symbol); it != d_->symbolAt.end()) d_->symbols[it->second].flags |= kSymShared;
}
void Program::shareTypes() {
  for (Symbol &s : d_->symbols)
    if (s.kind == kSymData && s.name && (d_->datas[s.index].flags & (kDataType | kDataItab))) s.flags |= kSymShared;
}

std::string Program::finish(const std::vector<std::string> &inits, const std::string &mainSymbol, uint64_t std) {
  ProgramData &d = *d_;
  std::vector<uint32_t> initSyms;
  for (const std::string &s : inits) initSyms.push_back(d.symbol(s));
  Header h{};
  h.magic = kMagic;
  h.version = kFormatVersion;
  h.mainSym = d.symbol(mainSymbol);
  h.opcodes = opcodesHash();
  h.std = std;
  std::string out(sizeof h, '\0');
  auto section = [&](Section s, const void *data, size_t count, size_t size) {
    while (out.size() % 8) out += '\0';
    h.sections[s] = {out.size(), count};
    out.append(static_cast<const char *>(data), count * size);
  };
  auto table = [&](Section s, const auto &v) { section(s, v.data(), v.size(), sizeof v[0]); };
  table(kStrings, d.strings);
  table(kSymbols, d.symbols);
  table(kFuncs, d.funcs);
  table(kCode, d.code);
  table(kCodeRelocs, d.codeRelocs);
  table(kSigs, d.sigs);
  table(kLeaves, d.leaves);
  table(kData, d.datas);
  table(kBytes, d.bytes);
  table(kDataRelocs, d.dataRelocs);
  table(kLines, d.lines);
  table(kInlined, d.inlined);
  table(kInits, initSyms);
  table(kPins, d.pins);
  while (out.size() % 8) out += '\0';
  h.fileBytes = out.size() + 8;
  std::memcpy(out.data(), &h, sizeof h);
  std::vector<uint64_t> words(out.size() / 8);
  std::memcpy(words.data(), out.data(), out.size());
  uint64_t sum = checksum(words.data(), words.size());
  out.append(reinterpret_cast<const char *>(&sum), 8);
  return out;
}

} // namespace golem::bytecode
