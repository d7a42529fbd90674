// golem escape: every allocation site with its verdict and cause. Also the store of escape summaries that builds use.
#include "compiler/driver/driver.h"
#include <algorithm>
#include <cstdio>

namespace golem::driver {

bool EscapeFacts::analyze(gir::Module &m, const std::string &key, const escape::Options &options) {
  for (const std::string &k : pending_)
    if (std::string text; cache_.get(hashKey("escape|" + k), text)) escape::readFacts(text, facts_);
  pending_.clear();
  escape::analyze(m, &facts_, options);
  return key.empty() || cache_.put(hashKey("escape|" + key), escape::writeFacts(m, facts_));
}

// The packages in dependency order, like a build without its back end, so that the verdicts are those of a build.
int escape(const BuildOptions &o, const std::string &func, bool json, bool gc) {
  Checked c;
  if (!loadAndCheck(c, o, true)) return 1;
  Cache cache;
  EscapeFacts facts(cache);
  lower::Program prog(c.sources);
  for (load::Package *p : c.program->packages) {
    if (p->isUnsafe) continue;
    // gc's lines are those of a build; the inspector shows the source as it stands, before inlining.
    std::string err;
    std::unique_ptr<gir::Module> m = gc ? middle(c, o, *p, prog, err) : lower::lowerPackage(prog, c.typed[p], c.diags);
    if (!m) {
      std::fputs(err.empty() ? c.diags.render(o.errorLimit).c_str() : err.c_str(), stderr);
      return 1;
    }
    std::vector<escape::Finding> findings;
    std::vector<escape::Verdict> verdicts;
    escape::Options options = escapeOptions(gcFlags(o, *p));
    if (p->isRoot && !gc) options.findings = &findings;
    if (p->isRoot && gc) options.verdicts = &verdicts;
    facts.analyze(*m, "", options);
    if (!p->isRoot) continue;
    if (gc) {
      printMessages(*p, escape::gcReport(*m, verdicts, std::max(1, gcFlags(o, *p).m)), stdout);
      continue;
    }
    std::string text = escape::report(*m, findings, func, json);
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) return 1;
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}

} // namespace golem::driver
