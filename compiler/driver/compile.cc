// One package through the middle and the back end: lower → escape → LLVM. Checked packages in, an object in the cache out.
#include "compiler/driver/driver.h"
#include "compiler/inspect/inspect.h"
#include "compiler/passes/passes.h"
#include <cerrno>
#include <cstring>

namespace golem::driver {

namespace {
bool verifies(const BuildOptions &o) {
#ifdef GOLEM_ASSERTS
  (void)o;
  return true;
#else
  return o.verifyIR;
#endif
}

bool unoptimized(const BuildOptions &o, const GcFlags &f) { return o.optLevel == 0 || f.n; }
bool inlines(const BuildOptions &o, const GcFlags &f) { return !unoptimized(o, f) && f.l != 1; }
llvm_backend::DebugInfo debugInfo(const BuildOptions &o, const GcFlags &f) {
  using llvm_backend::DebugInfo;
  if (!f.dwarf) return DebugInfo::None;
  return unoptimized(o, f) ? DebugInfo::Variables : DebugInfo::Lines;
}

void verifyAll(const gir::Module &m, std::string &err) {
  for (auto &f : m.funcs)
    if (std::string bad = gir::verify(m, *f); !bad.empty()) err += "internal error: gir verifier: " + bad;
}
} // namespace

std::unique_ptr<gir::Module> lowerAndInline(Checked &c, const BuildOptions &o, const load::Package &p, lower::Program &prog, std::string &err) {
  GcFlags flags = gcFlags(o, p);
  lower::Options lo;
  lo.inlining = inlines(o, flags);
  lo.remarks = flags.says();
  lo.explain = flags.explains();
  lo.locals = debugInfo(o, flags) == llvm_backend::DebugInfo::Variables;
  prog.costs.countAll = flags.explains();
  prog.costs.race = flags.race;
  if (!prog.costs.cheapCalls) { // a package's costs are computed where they are first asked for, perhaps by an importer
    prog.costs.cheapCalls.emplace();
    for (const load::Package *q : c.program->packages)
      if (!o.gcflags.empty() && !q->isUnsafe && gcFlags(o, *q).l == 4) prog.costs.cheapCalls->insert(c.typed[q]);
  }
  lo.embeds = &p.embeds;
  lo.dir = p.dir;
  std::unique_ptr<gir::Module> m;
  {
    StageTime time(Stage::Lower);
    m = lower::lowerPackage(prog, c.typed[&p], c.diags, lo);
  }
  if (!m) {
    err = c.diags.render(o.errorLimit);
    return nullptr;
  }
  if (!lo.inlining && !flags.l) return m; // with -l no function has a cost, but calls through interfaces are still resolved
  if (verifies(o)) verifyAll(*m, err);
  if (!err.empty()) return nullptr;
  StageTime time(Stage::Inline);
  passes::inlineCalls(*m, prog.names, flags.checkptr, flags.race);
  if (lo.inlining) passes::layOutInitialized(*m);
  passes::dropInlinedLiterals(*m, passes::Dropped::Unseen);
  if (lo.remarks) passes::noteCaptures(*m, prog.names);
  return m;
}

void afterEscape(gir::Module &m, const BuildOptions &o, const GcFlags &flags, const EscapeFacts &facts) {
  for (auto &f : m.funcs) passes::dropUnreachable(*f);
  if (inlines(o, flags)) passes::dropInlinedLiterals(m, passes::Dropped::All);
  if (!unoptimized(o, flags)) passes::placeSlices(m, [&](std::string_view callee, uint32_t i) { return facts.leaks(callee, i); });
  if (flags.race) passes::instrumentRaces(m);
}

bool compileTo(Checked &c, const BuildOptions &o, const load::Package &p, lower::Program &prog, EscapeFacts &facts, const std::string &factsKey,
               std::string &out, std::string &err, std::string *messages) {
  std::unique_ptr<gir::Module> m = lowerAndInline(c, o, p, prog, err);
  if (!m) return false;
  if (o.emit == "gir") {
    out = gir::print(*m);
    return true;
  }
  bool verify = verifies(o);
  if (verify) verifyAll(*m, err);
  if (!err.empty()) return false;
  GcFlags flags = gcFlags(o, p);
  escape::Options eo = escapeOptions(flags);
  std::vector<escape::Verdict> verdicts;
  std::vector<escape::Explanation> explanations;
  if (messages) eo.verdicts = &verdicts;
  if (messages && flags.explains()) eo.explanations = &explanations;
  eo.names = &prog.names;
  bool analyzed = facts.analyze(*m, factsKey, eo);
  if (!flags.m) verdicts.clear();
  if (flags.live && messages)
    for (auto &f : m->funcs) {
      std::vector<std::pair<uint32_t, std::string>> live;
      passes::liveAtCalls(*m, *f, live);
      for (auto &[pos, text] : live) verdicts.push_back({f.get(), pos, std::move(text)});
    }
  if (messages)
    *messages = flags.log.empty() ? escape::gcReport(*m, verdicts, explanations, flags.m)
                                  : inspect::optimizationLog(*m, explanations, p.isMain ? "main" : p.path, c.program->goVersion);
  afterEscape(*m, o, flags, facts);
  if (!analyzed) {
    err = "golem: cannot write to the cache: " + std::string(std::strerror(errno)) + "\n";
    return false;
  }
  if (o.emit == "gir-opt") {
    out = gir::print(*m);
    return true;
  }
  StageTime time(Stage::Llvm);
  llvm_backend::EmitOptions emit;
  emit.optLevel = unoptimized(o, flags) ? 0 : o.optLevel;
  emit.debug = debugInfo(o, flags);
  emit.verify = verify;
  auto what = o.emit == "llvm"       ? llvm_backend::Output::IR
              : o.emit == "llvm-opt" ? llvm_backend::Output::OptimizedIR
              : o.emit == "asm"      ? llvm_backend::Output::Assembly
                                     : llvm_backend::Output::Object;
  if (llvm_backend::emit(*m, emit, what, out, err)) return true;
  err = "golem: internal error: " + p.path + ": " + err + "\n";
  return false;
}

bool PackageCompiler::compile(uint32_t index, std::string &err) {
  const load::Package &p = *job_.c.program->packages[index];
  const std::string &key = job_.keys[index];
  std::string object, messages;
  GcFlags flags = gcFlags(job_.o, p);
  if (!compileTo(job_.c, job_.o, p, prog_, facts_, key, object, err, flags.says() ? &messages : nullptr)) return false;
  if (flags.says()) job_.cache.put(flags.messages(key), messages);
  if (job_.cache.put(key, object)) return true;
  err = "golem: cannot write object files: " + std::string(std::strerror(errno)) + "\n";
  return false;
}

} // namespace golem::driver
