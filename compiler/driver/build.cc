// A compilation from end to end: load → check → compile what the cache doesn't have → link.
#include "compiler/driver/driver.h"
#include "compiler/syntax/parse.h"
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace golem::driver {

types::Config Checked::config(const BuildOptions &o, const load::Package *p) {
  types::Config cfg;
  cfg.goVersion = !o.lang.empty() && p->isRoot ? o.lang : !p->goVersion.empty() ? p->goVersion : program->goVersion;
  // Only the language version: go1.26.8 → go1.26.
  size_t dots = 0;
  for (size_t i = 0; i < cfg.goVersion.size(); i++)
    if (cfg.goVersion[i] == '.' && ++dots == 2) {
      cfg.goVersion.resize(i);
      break;
    }
  // Functions without a body come from assembly files, which golem does not compile.
  cfg.requireBodies = !p->provided && gcFlags(o, *p).complete;
  if (p->view == load::View::Generic)
    cfg.bodyHint = ": package " + p->path +
                   " has it in assembly, which golem does not compile; it needs a Go body under the build tag purego, or for GOARCH other than amd64";
  cfg.importer = [this, p](std::string_view path, Pos, std::string &err) -> types::Package * {
    if (path == "unsafe") return types::unsafePackage();
    load::Package *dep = p->import(path);
    if (!dep) {
      err = "could not import " + std::string(path);
      return nullptr;
    }
    auto it = typed.find(dep);
    return it == typed.end() ? nullptr : it->second;
  };
  return cfg;
}

namespace {
// What the linker says, in terms of the program: a symbol that nobody defines comes from a //go:linkname, or from a function
// without a body, to something that golem's runtime does not have.
std::string linkErrors(const std::string &err) {
  std::string out, rest;
  constexpr std::string_view undefined = "ld.lld: error: undefined symbol: ";
  auto line = [&](size_t &at) {
    size_t end = std::min(err.find('\n', at), err.size());
    std::string l = err.substr(at, end - at);
    at = end + 1;
    return l;
  };
  for (size_t at = 0; at < err.size();) {
    std::string l = line(at);
    if (!l.starts_with(undefined)) {
      if (!l.empty()) rest += l + "\n";
      continue;
    }
    std::string symbol = l.substr(undefined.size()), place, user;
    while (err.compare(at, 4, ">>> ") == 0) { // ">>> referenced by file.go:12", ">>>   object:(function)"
      std::string ref = line(at);
      if (place.empty() && ref.starts_with(">>> referenced by ")) { // "hack.go:8 (/full/path/hack.go:8)"
        place = ref.substr(18);
        if (size_t full = place.find(" ("); full != place.npos && place.ends_with(')')) place = place.substr(full + 2, place.size() - full - 3);
      }
      size_t open = ref.rfind(":(");
      if (user.empty() && open != ref.npos) user = ref.substr(open + 2, ref.size() - open - 3);
    }
    out += "golem: " + (user.empty() ? std::string("the program") : user + " (" + place + ")") + " uses " + symbol +
           ", which nothing defines: golem's runtime does not have it under a //go:linkname.\n\tUse a version of the package that does without, or a build tag "
           "that leaves that file out.\n";
  }
  return out + (rest.empty() ? "" : "golem: link: " + rest);
}

void flush(Checked &c, const BuildOptions &o) { std::fputs(c.diags.render(o.errorLimit).c_str(), stderr); }
} // namespace

std::vector<std::string> allTags(const BuildOptions &o) {
  std::vector<std::string> tags = o.tags;
  if (o.race) tags.push_back("race");
  return tags;
}

bool loadProgram(Checked &c, const BuildOptions &o, load::Options lo, bool withRuntime) {
  StageTime time(Stage::Load);
  lo.goroot = o.goroot;
  lo.overlay = overlayDir();
  lo.dir = o.dir;
  lo.tags = allTags(o);
  lo.trimPath = o.trimPath;
  lo.mod = o.mod;
  if (withRuntime) lo.implicit.insert(lo.implicit.begin(), "runtime");
  lo.genericMethods = o.lang == "go1.27";
  for (const std::string &f : o.gcflags) lo.internal = lo.internal || (" " + f + " ").find(" -std ") != f.npos || (" " + f + " ").find(" -+ ") != f.npos;
  c.program = load::load(lo, o.args, c.sources, c.diags);
  if (c.program && !o.gcflags.empty())
    for (load::Package *p : c.program->roots)
      if (std::string path = gcFlags(o, *p).path; !path.empty() && p->path == "command-line-arguments" && !p->isMain) p->path = p->linkPath = path;
  if (c.program && c.program->ok && !c.diags.hasErrors()) return true;
  flush(c, o);
  return false;
}

bool checkPackages(Checked &c, const BuildOptions &o, const std::vector<bool> *wanted) {
  StageTime time(Stage::Check);
  std::vector<bool> needed; // with everything below: a package's types need those of its imports
  if (wanted) needed = *wanted;
  for (size_t i = needed.size(); i-- > 0;)
    if (needed[i])
      for (const load::Import &im : c.program->packages[i]->imports)
        if (im.pkg) needed[im.pkg->index] = true;
  for (load::Package *p : c.program->packages) {
    if (p->isUnsafe) {
      c.typed[p] = types::unsafePackage();
      continue;
    }
    if (c.typed.count(p) || (wanted && !needed[p->index])) continue;
    if (o.verbose) std::fprintf(stderr, "%s\n", p->path.c_str());
    types::Package *tp = types::check(p->linkPath, p->files, c.config(o, p), c.diags);
    c.typed[p] = tp;
    if (c.diags.hasErrors()) {
      std::fprintf(stderr, "# %s\n", p->shown().c_str());
      flush(c, o);
      return false;
    }
  }
  return true;
}

bool loadAndCheck(Checked &c, const BuildOptions &o, bool withRuntime) { return loadProgram(c, o, {}, withRuntime) && checkPackages(c, o); }

int check(const BuildOptions &o) {
  Checked c;
  return loadAndCheck(c, o, false) ? 0 : 1;
}

namespace {
bool writeText(const std::string &text) {
  size_t n = std::fwrite(text.data(), 1, text.size(), stdout);
  return n == text.size() && std::fflush(stdout) == 0;
}

// The key of a package's object: the compiler, the flags, and everything the package's code can depend on.
struct Keys {
  const BuildOptions &o;
  std::string compiler;
  std::vector<std::string> &keys; // by package
  // A package under test has a second key, that of the package without its tests. What imports it has nothing to do with the tests'
  // declarations (which come after all others, see load/README), so that it is the same code as without them.
  std::string withoutTests;

  const std::string &of(const load::Package *p) {
    std::string &k = keys[p->index];
    if (k.empty()) k = compute(p, true);
    return k;
  }
  const std::string &imported(const load::Package *importer, const load::Package *p) {
    if (!p->isTest || p->testOf || p->testsChangeTypes || importer->testOf) return of(p);
    if (withoutTests.empty()) withoutTests = compute(p, false);
    return withoutTests;
  }
  std::string compute(const load::Package *p, bool tests) {
    std::string text = compiler + "|" + p->path + "|" + p->linkPath + "|" + std::to_string(tests ? p->contentHash : p->hashWithoutTests) + "|O" +
                       std::to_string(o.optLevel) + "|" + o.lang + "|" + p->goVersion;
    for (const std::string &t : allTags(o)) text += "|t" + t;
    text += "|g" + gcFlags(o, *p).code();
    for (const syntax::File *f : p->files) // tracebacks name it
      if (tests || !f->isTest) text += "|" + f->source->recordedPath();
    for (const load::Import &im : p->imports)
      if (im.pkg && !im.pkg->isUnsafe && (tests || !im.byTests)) text += "|" + imported(p, im.pkg);
    return hashKey(text);
  }
};

// --emit: the stages of the root packages as text. What they import is only checked.
int emitTexts(Checked &c, const BuildOptions &o) {
  if (o.emit == "ast") {
    for (load::Package *p : c.program->roots)
      for (syntax::File *f : p->files)
        if (!writeText(syntax::printFile(f))) return 1;
    return 0;
  }
  Cache cache;
  EscapeFacts facts(cache);
  lower::Program prog(c.sources);
  for (load::Package *p : c.program->packages) {
    if (p->isUnsafe || !p->isRoot) continue;
    std::string text, err;
    if (!compileTo(c, o, *p, prog, facts, "", text, err) || !writeText(text)) {
      std::fputs(err.c_str(), stderr);
      return 1;
    }
  }
  return 0;
}

// What the executable is made of, in a few bytes: it is in a note of the executable itself, so that an unchanged one is
// recognized and left alone.
bool isLinked(const std::string &output, const std::string &id, Cache &cache) {
  std::string size;
  struct stat st;
  if (::stat(output.c_str(), &st) != 0 || !S_ISREG(st.st_mode) || !(st.st_mode & S_IXUSR)) return false;
  if (!cache.get(hashKey("link|" + id), size) || size != std::to_string(st.st_size)) return false;
  FILE *f = std::fopen(output.c_str(), "rb");
  if (!f) return false;
  char head[4096];
  size_t n = std::fread(head, 1, sizeof head, f);
  std::fclose(f);
  return std::string_view(head, n).find("golem-build-id:" + id) != std::string_view::npos;
}

int linkProgram(Job &job, const load::Package &mainPkg, const std::string &output, Cache &userCache) {
  StageTime time(Stage::Link);
  const BuildOptions &o = job.o;
  std::string all = executableId() +
                    (o.strip == llvm_backend::Strip::All     ? "|s"
                     : o.strip == llvm_backend::Strip::Debug ? "|w"
                                                             : "|") +
                    (o.keepAll ? "k" : "") + (o.checkEscape ? "e" : "") + (o.race ? "r" : "");
  for (const std::string &k : job.keys) all += "|" + k;
  VersionControl vcs;
  if (!versionControl(o, *job.c.program, mainPkg, vcs)) {
    std::fprintf(stderr, "error obtaining VCS status: %s\n\tUse -buildvcs=false to disable VCS stamping.\n", vcs.problem.c_str());
    return 1;
  }
  llvm_backend::ProgramInfo info = programInfo(o, *job.c.program, mainPkg, vcs);
  all += "|" + info.modinfo + info.goVersion;
  for (const BuildOptions::SetString &s : o.setStrings) all += "|X" + s.package + "." + s.name + "=" + s.value;
  std::string id = hashKey(all), start, err;
  if (!o.noCache && isLinked(output, id, userCache)) return 0;
  info.buildId = id;
  if (!o.setStrings.empty() && !stringVariables(job.c, o, info.setStrings)) return 1;
  std::vector<std::string> inputs, inits;
  for (const load::Package *p : job.c.program->packages) {
    if (p->isUnsafe || (o.vm && p == &mainPkg)) continue;
    inputs.push_back(job.cache.path(job.keys[p->index]));
    if (!o.vm) inits.push_back(gir::symbolPrefix(p->linkPath) + "..inittask");
  }
  std::string tmp = makeTempDir("golem-build");
  if (!llvm_backend::emitStart(inits, info, start, err) || tmp.empty() || !writeFile(tmp + "/start.o", start)) {
    std::fprintf(stderr, "golem: %s\n", err.empty() ? ("cannot write object files: " + std::string(std::strerror(errno))).c_str() : err.c_str());
    return 1;
  }
  inputs.push_back(tmp + "/start.o");
  if (o.vm) inputs.insert(inputs.end(), {"--whole-archive", vmArchive()}); // bytecode refers to what no object does
  if (o.race) {
    std::string tsan = job.c.program->goroot + "/src/runtime/race/internal/amd64v1/race_linux.syso";
    if (::access(tsan.c_str(), R_OK) != 0) {
      std::fprintf(stderr, "golem: -race: %s: %s\n", tsan.c_str(), std::strerror(errno));
      removeTemp(tmp);
      return 1;
    }
    inputs.insert(inputs.end(), {tsan, raceArchive()});
  }
  inputs.push_back(runtimeArchive());
  if (o.checkEscape) inputs.push_back("--defsym=golem_checkescape=1");
  if (o.printCommands) std::fprintf(stderr, "golem link %s\n", output.c_str());
  // link() writes a temporary file beside the output and renames it.
  std::string beside = output + ".golem-tmp" + std::to_string(::getpid());
  addTemp(beside);
  bool linked = llvm_backend::link(inputs, output, o.strip, o.keepAll, err);
  removeTemp(beside);
  removeTemp(tmp);
  if (!linked) {
    std::fputs(linkErrors(err).c_str(), stderr);
    return 1;
  }
  struct stat st;
  if (::stat(output.c_str(), &st) == 0 && S_ISREG(st.st_mode)) userCache.put(hashKey("link|" + id), std::to_string(st.st_size));
  return 0;
}
} // namespace

namespace {
// -m's lines of a package are in the cache beside its object, so that they are printed whether or not it is compiled now.
bool hasMessages(Job &job, const load::Package &p) {
  GcFlags f = gcFlags(job.o, p);
  return !f.says() || job.cache.verify(f.messages(job.keys[p.index]));
}
} // namespace

void packageKeys(Job &job) {
  job.keys.resize(job.c.program->packages.size());
  Keys keys{job.o, codeId, job.keys, {}};
  for (const load::Package *p : job.c.program->packages)
    if (!p->isUnsafe) keys.of(p);
}

int compileAndLink(Checked &c, const BuildOptions &o, const load::Package *mainPkg, const std::string &output) {
  Cache user;
  // Without the cache, or when it can't be written, this build's objects live in a directory of its own.
  std::string own;
  if (o.noCache || !user.writable()) {
    own = makeTempDir("golem-build");
    if (own.empty()) {
      std::fprintf(stderr, "golem: cannot make a temporary directory: %s\n", std::strerror(errno));
      return 1;
    }
  }
  Cache priv(own);
  Job job{c, o, own.empty() ? user : priv, {}, {}};
  const std::vector<load::Package *> &packages = c.program->packages;
  job.keys.resize(packages.size());
  job.have.assign(packages.size(), false);
  Keys keys{o, codeId, job.keys, {}};
  std::vector<bool> wanted(packages.size(), false);
  bool missing = false;
  for (load::Package *p : packages) {
    if (p->isUnsafe) job.have[p->index] = true;
    else job.have[p->index] = job.cache.verify(keys.of(p)) && hasMessages(job, *p);
    if (!job.have[p->index]) wanted[p->index] = missing = true;
  }
  int status = 0;
  if (missing) status = checkPackages(c, o, &wanted) ? compileMissing(job) : 1;
  for (const load::Package *p : packages) {
    GcFlags f = gcFlags(o, *p);
    std::string lines;
    if (p->isUnsafe || !f.says() || !job.cache.get(f.messages(job.keys[p->index]), lines)) continue;
    if (f.log.empty()) printMessages(*p, lines, stderr);
    else if (!writeLog(*p, f.log, lines)) status = 1;
  }
  if (status == 0 && mainPkg) status = linkProgram(job, *mainPkg, output, user);
  if (!own.empty()) removeTemp(own);
  return status;
}

int build(const BuildOptions &o, const std::string &output) {
  Checked c;
  if (!loadProgram(c, o, {}, true)) return 1;
  if (std::string bad = gcFlagsProblem(o, *c.program); !bad.empty()) {
    std::fprintf(stderr, "golem: %s\n", bad.c_str());
    return 2;
  }
  if (!o.emit.empty()) return checkPackages(c, o) ? emitTexts(c, o) : 1;
  const load::Package *mainPkg = nullptr;
  for (load::Package *p : c.program->roots)
    if (p->isMain) mainPkg = p;
  if (!mainPkg && o.needMain) {
    std::fprintf(stderr, "package %s is not a main package\n", c.program->roots.empty() ? "" : c.program->roots[0]->path.c_str());
    return 1;
  }
  return compileAndLink(c, o, mainPkg, output);
}

} // namespace golem::driver
