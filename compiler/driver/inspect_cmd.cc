// golem escape, the inspector: packages in; what is allocated where, and why, in one of many formats out (compiler/inspect).
#include "compiler/driver/driver.h"
#include "compiler/inspect/inspect.h"
#include "compiler/llvm/json.h"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <algorithm>
#include <fstream>

namespace golem::driver {

namespace {

using inspect::Site;

int fail(const std::string &text) {
  std::fprintf(stderr, "golem: %s\n", text.c_str());
  return 1;
}

bool readFile(const std::string &path, std::string &out) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return false;
  out.assign(std::istreambuf_iterator<char>(in), {});
  return !in.bad();
}

// To a file, or to the standard output for "-". Status.
int writeText(const std::string &path, const std::string &text) {
  if (path == "-") {
    bool ok = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    return ok ? 0 : fail("cannot write the report: " + std::string(std::strerror(errno)));
  }
  return writeFile(path, text) ? 0 : fail(path + ": " + std::strerror(errno));
}

// A report that `--json` wrote.
bool readReport(const std::string &path, std::vector<Site> &sites) {
  std::string text, err;
  if (!readFile(path, text)) return fail(path + ": " + std::strerror(errno)), false;
  Json j;
  if (!parseJson(text, j, err)) return fail(path + ": " + err), false;
  if (j["version"].number != 1 || j["sites"].kind != Json::Kind::Array) return fail(path + ":1:1: not a report of golem escape --json"), false;
  for (const Json &s : j["sites"].items) {
    Site site;
    site.package = s["package"].string;
    site.function = s["function"].string;
    site.file = s["file"].string;
    site.line = static_cast<uint32_t>(s["line"].number);
    site.column = static_cast<uint32_t>(s["column"].number);
    site.kind = s["kind"].string;
    site.expr = s["expr"].string;
    site.placement = s["placement"].string;
    site.cause = s["cause"].string;
    sites.push_back(std::move(site));
  }
  return true;
}

// Builds the program and runs it with its allocations counted into `profile`. That it fails is told, but no failure of ours.
int runCounted(const BuildOptions &o, const std::vector<std::string> &args, std::string &profile) {
  std::string dir = makeTempDir("golem-escape");
  if (dir.empty()) return fail("cannot make a temporary directory: " + std::string(std::strerror(errno)));
  std::string file = dir + "/allocations";
  ::setenv("GOLEMALLOCSITES", file.c_str(), 1);
  BuildOptions run = o;
  run.needMain = true;
  int status = runProgram(run, args);
  ::unsetenv("GOLEMALLOCSITES");
  bool have = readFile(file, profile);
  removeTemp(dir);
  return have ? 0 : status ? status : fail("the program left no record of its allocations: it has to end by itself");
}

// Sites of all packages named on the command line, in dependency order like a build without its back end, so that the verdicts are a
// build's. files: their source files.
int collectSites(const BuildOptions &o, const InspectOptions &io, std::vector<Site> &sites, std::vector<std::string> &files) {
  Checked c;
  if (!loadAndCheck(c, o, true)) return 1;
  if (std::string bad = gcFlagsProblem(o, *c.program); !bad.empty()) return fail(bad);
  Cache cache;
  EscapeFacts facts(cache);
  lower::Program prog(c.sources);
  inspect::KnownPaths known;
  for (load::Package *p : c.program->packages) {
    if (p->isUnsafe) continue;
    std::string err;
    std::unique_ptr<gir::Module> m = lowerAndInline(c, o, *p, prog, err);
    if (!m) {
      std::fputs(err.c_str(), stderr);
      return 1;
    }
    GcFlags flags = gcFlags(o, *p);
    std::vector<escape::Finding> findings;
    std::vector<escape::ParamPath> paths;
    std::vector<escape::Verdict> verdicts;
    std::vector<escape::Explanation> explanations;
    escape::Options options = escapeOptions(flags);
    if (io.gc && p->isRoot) options.verdicts = &verdicts;
    if (io.gc && p->isRoot && flags.m > 1) options.explanations = &explanations;
    options.names = &prog.names;
    if (!io.gc) options.paramPaths = &paths;
    if (!io.gc && p->isRoot) options.findings = &findings;
    facts.analyze(*m, "", options);
    if (io.gc && p->isRoot) printMessages(*p, escape::gcReport(*m, verdicts, explanations, std::max(flags.m, 1)), stdout);
    if (io.gc) continue;
    inspect::learn(*m, paths, known);
    if (!p->isRoot) continue;
    inspect::collect(*m, findings, known, io.func, sites);
    for (const std::string &f : inspect::sourceFiles(*m)) files.push_back(f);
  }
  return 0;
}

} // namespace

int inspectEscape(const BuildOptions &options, const InspectOptions &io) {
  BuildOptions o = options;
  if (io.gc && o.gcflags.empty()) o.gcflags.push_back("-m");
  std::vector<Site> sites;
  std::vector<std::string> files;
  if (int status = collectSites(o, io, sites, files); status || io.gc) return status;
  inspect::Sources sources;
  inspect::Totals totals;
  bool measured = io.run || !io.profile.empty();
  if (measured) {
    std::string profile, err;
    if (io.run) {
      if (int status = runCounted(o, io.runArgs, profile)) return status;
    } else if (!readFile(io.profile, profile)) {
      return fail(io.profile + ": " + std::strerror(errno));
    }
    if (!inspect::joinProfile(profile, sites, totals, err)) return fail((io.profile.empty() ? "allocations" : io.profile) + ":" + err);
  }
  int status = 0;
  bool wrote = false;
  if (!io.html.empty()) {
    std::string title = o.args.empty() ? "." : o.args[0];
    status |= writeText(io.html, inspect::html(sites, sources, title));
    wrote = true;
  }
  if (!io.sarif.empty()) {
    status |= writeText(io.sarif, inspect::sarif(sites, versionText()));
    wrote = true;
  }
  if (io.json) {
    status |= writeText("-", inspect::json(sites));
    wrote = true;
  }
  if (!io.why.empty()) {
    inspect::Where where;
    if (!inspect::parseWhere(io.why, where)) return fail("--why wants LINE, LINE:COLUMN, FILE:LINE or FILE:LINE:COLUMN, not " + io.why);
    std::string text = inspect::why(sites, where, sources);
    if (text.empty()) return fail("nothing at " + io.why + " is allocated, on the stack or on the heap");
    status |= writeText("-", text);
    wrote = true;
  }
  std::vector<Site> before;
  std::vector<inspect::Change> changes;
  if (!io.diff.empty()) {
    if (!readReport(io.diff, before)) return 1;
    changes = inspect::diff(before, sites);
    status |= writeText("-", inspect::text(changes));
    wrote = true;
  }
  if (io.assertions) {
    std::string wrong = inspect::checkAssertions(sites, files, sources);
    std::fputs(wrong.c_str(), stderr);
    if (!wrong.empty()) status = 1;
    wrote = true;
  }
  if (!io.failOn.empty()) {
    std::vector<std::vector<std::string>> allowed;
    std::string text, err;
    if (!io.allow.empty()) {
      if (!readFile(io.allow, text)) return fail(io.allow + ": " + std::strerror(errno));
      if (!inspect::parseAllowed(text, allowed, err)) return fail(io.allow + ":" + err);
    }
    // With --diff only what is new counts.
    std::vector<Site> candidates;
    if (io.diff.empty()) candidates = sites;
    for (const inspect::Change &ch : changes)
      if (ch.after && ch.after->placement == "heap") candidates.push_back(*ch.after);
    for (const Site *s : inspect::notAllowed(candidates, allowed)) {
      std::fprintf(stderr, "%s:%u:%u: %s%s%s\n", s->file.c_str(), s->line, s->column, s->verdict.c_str(), s->cause.empty() ? "" : ": ", s->cause.c_str());
      status = 1;
    }
    wrote = true;
  }
  if (!wrote) status |= writeText("-", measured ? inspect::rankedText(sites, totals) : inspect::text(sites, sources));
  return status;
}

} // namespace golem::driver
