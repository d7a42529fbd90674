// One package through the middle and the back end: lower → escape → LLVM. Checked packages in, an object in the cache out.
#include "compiler/driver/driver.h"
#include "compiler/passes/passes.h"
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace golem::driver {

namespace {
// gc's -m, -m=2, -m -m and -l among the words of -gcflags.
struct CompilerFlags {
  int m = 0;
  bool noInline = false;
};
CompilerFlags compilerFlags(const BuildOptions &o) {
  CompilerFlags f;
  for (const std::string &flags : o.gcflags)
    for (size_t i = 0; i < flags.size();) {
      size_t end = std::min(flags.find(' ', i), flags.size());
      std::string_view w(flags.data() + i, end - i);
      if (w == "-m") f.m++;
      else if (w.starts_with("-m=")) f.m = std::atoi(w.data() + 3);
      else if (w == "-l") f.noInline = true;
      i = end + 1;
    }
  return f;
}

// What the stages have to say about the package's own code, as gc prints it: at the outermost call for what was inlined.
void printRemarks(const gir::Module &m, int level) {
  for (const gir::Remark &r : m.remarks) {
    if (level < r.from || level > r.to) continue;
    uint32_t pos = r.pos;
    while (m.positions[pos].inlinedAt != gir::kNone) pos = m.positions[pos].inlinedAt;
    const gir::SrcPos &p = m.positions[pos];
    std::fprintf(stderr, "%s:%u:%u: %s\n", p.file < m.files.size() ? m.files[p.file].c_str() : "?", p.line, p.col, r.text.c_str());
  }
}
} // namespace

bool compileTo(Checked &c, const BuildOptions &o, const load::Package &p, lower::Program &prog, EscapeFacts &facts,
               const std::string &factsKey, std::string &out, std::string &err) {
  lower::Options lo;
  CompilerFlags flags = compilerFlags(o);
  lo.inlining = o.optLevel > 0 && !flags.noInline;
  lo.remarks = flags.m > 0 && p.isRoot;
  prog.costs.countAll = flags.m > 1;
  lo.embeds = &p.embeds;
  lo.dir = p.dir;
  std::unique_ptr<gir::Module> m = lower::lowerPackage(prog, c.typed[&p], c.diags, lo);
  if (!m) {
    err = c.diags.render(o.errorLimit);
    return false;
  }
#ifdef GOLEM_ASSERTS
  bool verify = true;
#else
  bool verify = o.verifyIR;
#endif
  if (lo.inlining) {
    if (verify)
      for (auto &f : m->funcs)
        if (std::string bad = gir::verify(*m, *f); !bad.empty()) err += "internal error: gir verifier: " + bad;
    passes::inlineCalls(*m, prog.shapeNames);
  }
  if (flags.m > 0 && p.isRoot) printRemarks(*m, flags.m);
  if (o.emit == "gir") {
    out = gir::print(*m);
    return true;
  }
  if (verify)
    for (auto &f : m->funcs)
      if (std::string bad = gir::verify(*m, *f); !bad.empty()) err += "internal error: gir verifier: " + bad;
  if (!err.empty()) return false;
  if (!facts.analyze(*m, factsKey)) {
    err = "golem: cannot write to the cache: " + std::string(std::strerror(errno)) + "\n";
    return false;
  }
  llvm_backend::EmitOptions eo;
  eo.optLevel = o.optLevel;
  eo.verify = verify;
  auto what = o.emit == "llvm"       ? llvm_backend::Output::IR
              : o.emit == "llvm-opt" ? llvm_backend::Output::OptimizedIR
              : o.emit == "asm"      ? llvm_backend::Output::Assembly : llvm_backend::Output::Object;
  if (llvm_backend::emit(*m, eo, what, out, err)) return true;
  err = "golem: internal error: " + p.path + ": " + err + "\n";
  return false;
}

bool PackageCompiler::compile(uint32_t index, std::string &err) {
  const load::Package &p = *job_.c.program->packages[index];
  const std::string &key = job_.keys[index];
  std::string object;
  if (!compileTo(job_.c, job_.o, p, prog_, facts_, key, object, err)) return false;
  if (job_.cache.put(key, object)) return true;
  err = "golem: cannot write object files: " + std::string(std::strerror(errno)) + "\n";
  return false;
}

} // namespace golem::driver
