// A compilation from end to end: load → check → lower → escape → LLVM → link, each package's object through the cache.
#include "compiler/driver/driver.h"
#include "compiler/syntax/parse.h"
#include <cstring>
#include <cstdio>
#include <filesystem>
#include <unistd.h>

namespace golem::driver {

namespace fs = std::filesystem;

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

bool loadProgram(Checked &c, const BuildOptions &o, const load::Options &extra, bool withRuntime) {
  load::Options lo = extra;
  lo.goroot = o.goroot;
  lo.overlay = overlayDir();
  lo.dir = o.dir;
  lo.tags = o.tags;
  if (withRuntime) lo.implicit.insert(lo.implicit.begin(), "runtime");
  lo.genericMethods = o.lang == "go1.27";
  c.program = load::load(lo, o.args, c.sources, c.diags);
  if (c.program && c.program->ok && !c.diags.hasErrors()) return true;
  std::fputs(c.diags.render(o.errorLimit).c_str(), stderr);
  return false;
}

namespace {
bool checkAll(Checked &c, const BuildOptions &o) {
  for (load::Package *p : c.program->packages) {
    if (p->isUnsafe) {
      c.typed[p] = types::unsafePackage();
      continue;
    }
    if (o.verbose) std::fprintf(stderr, "%s\n", p->path.c_str());
    types::Package *tp = types::check(p->linkPath, p->files, c.config(o, p), c.diags);
    c.typed[p] = tp;
    if (c.diags.hasErrors()) {
      std::fprintf(stderr, "# %s\n", p->shown().c_str());
      std::fputs(c.diags.render(o.errorLimit).c_str(), stderr);
      return false;
    }
  }
  return true;
}
} // namespace

bool loadAndCheck(Checked &c, const BuildOptions &o, bool withRuntime) {
  return loadProgram(c, o, {}, withRuntime) && checkAll(c, o);
}

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
std::string packageKey(const load::Package *p, const BuildOptions &o, std::unordered_map<const load::Package *, std::string> &keys,
                       const std::string &compiler) {
  auto &k = keys[p];
  if (!k.empty()) return k;
  std::string text = compiler + "|" + p->path + "|" + p->linkPath + "|" + std::to_string(p->contentHash) + "|O" + std::to_string(o.optLevel) + "|" + o.lang + "|" + p->goVersion;
  for (const std::string &t : o.tags) text += "|t" + t;
  for (const std::string &t : o.gcflags) text += "|g" + t;
  for (const syntax::File *f : p->files) text += "|" + f->source->fullPath; // tracebacks name it
  for (const load::Import &im : p->imports)
    if (im.pkg && !im.pkg->isUnsafe) text += "|" + packageKey(im.pkg, o, keys, compiler);
  return k = hashKey(text);
}

std::string internalText(Checked &c) { return c.diags.render(10); }
} // namespace

int build(const BuildOptions &o, const std::string &output) {
  Checked c;
  if (!loadProgram(c, o, {}, true)) return 1;
  if (o.emit == "ast") {
    for (load::Package *p : c.program->roots)
      for (syntax::File *f : p->files)
        if (!writeText(syntax::printFile(f))) return 1;
    return 0;
  }
  const load::Package *mainPkg = nullptr;
  for (load::Package *p : c.program->roots)
    if (p->isMain) mainPkg = p;
  return compileAndLink(c, o, mainPkg, output);
}

int compileAndLink(Checked &c, const BuildOptions &o, const load::Package *mainPkg, const std::string &output) {
  if (!checkAll(c, o)) return 1;
  Cache cache;
  EscapeFacts facts(cache);
  lower::Program prog(c.sources);
  std::unordered_map<const load::Package *, std::string> keys;
  std::string compiler = executableId();
  std::vector<std::string> objects, inits;
  std::string tmpDir;
  int status = 0;
  auto objectFile = [&](const std::string &key, const std::string &data) {
    // lld reads files; the cache's have a header, so objects are linked from a private directory.
    if (tmpDir.empty()) {
      const char *t = std::getenv("TMPDIR");
      std::string templ = std::string(t && *t ? t : "/tmp") + "/golem-build-XXXXXX";
      if (!::mkdtemp(templ.data())) return false;
      tmpDir = templ;
      addTemp(tmpDir);
    }
    std::string path = tmpDir + "/" + key + ".o";
    FILE *f = std::fopen(path.c_str(), "wb");
    if (!f) return false;
    bool ok = std::fwrite(data.data(), 1, data.size(), f) == data.size();
    ok = std::fclose(f) == 0 && ok;
    objects.push_back(path);
    return ok;
  };
  for (load::Package *p : c.program->packages) {
    if (p->isUnsafe) continue;
    bool root = p->isRoot;
    std::string key = packageKey(p, o, keys, compiler);
    std::string data;
    bool emitText = !o.emit.empty() && root;
    if (!o.emit.empty() && !root) continue;
    // First byte of a cached object: does the package have an init function?
    if (!emitText && !o.noCache && cache.get(key, data) && !data.empty()) {
      if (data[0] == '1') inits.push_back(p->linkPath);
      data.erase(0, 1);
      facts.fromCache(key);
    } else {
      if (o.printCommands) std::fprintf(stderr, "golem compile %s\n", p->path.c_str());
      std::unique_ptr<gir::Module> m = lower::lowerPackage(prog, c.typed[p], c.diags);
      if (!m) {
        std::fputs(internalText(c).c_str(), stderr);
        status = 1;
        break;
      }
      if (o.emit == "gir") {
        writeText(gir::print(*m));
        continue;
      }
#ifdef GOLEM_ASSERTS
      bool verify = true;
#else
      bool verify = o.verifyIR;
#endif
      if (verify)
        for (auto &f : m->funcs)
          if (std::string bad = gir::verify(*m, *f); !bad.empty()) {
            std::fprintf(stderr, "internal error: gir verifier: %s", bad.c_str());
            status = 1;
          }
      if (status) break;
      facts.analyze(*m, key);
      llvm_backend::EmitOptions eo;
      eo.optLevel = o.optLevel;
      eo.verify = verify;
      auto what = o.emit == "llvm"     ? llvm_backend::Output::IR
                  : o.emit == "llvm-opt" ? llvm_backend::Output::OptimizedIR
                  : o.emit == "asm"      ? llvm_backend::Output::Assembly : llvm_backend::Output::Object;
      std::string err;
      if (!llvm_backend::emit(*m, eo, what, data, err)) {
        std::fprintf(stderr, "golem: internal error: %s: %s\n", p->path.c_str(), err.c_str());
        status = 1;
        break;
      }
      if (emitText) {
        writeText(data);
        continue;
      }
      if (m->hasInit) inits.push_back(p->linkPath);
      cache.put(key, (m->hasInit ? "1" : "0") + data);
    }
    if (!objectFile(key, data)) {
      std::fprintf(stderr, "golem: cannot write object files: %s\n", std::strerror(errno));
      status = 1;
      break;
    }
  }
  if (status == 0 && o.emit.empty() && mainPkg) {
    std::string start, err;
    for (std::string &s : inits) s += ".init";
    if (!llvm_backend::emitStart(inits, start, err) || !objectFile("start", start)) {
      std::fprintf(stderr, "golem: %s\n", err.empty() ? "cannot write object files" : err.c_str());
      status = 1;
    } else {
      std::vector<std::string> inputs = objects;
      inputs.push_back(runtimeArchive());
      if (o.printCommands) std::fprintf(stderr, "golem link %s\n", output.c_str());
      // link() writes a temporary file beside the output and renames it.
      addTemp(output + ".golem-tmp" + std::to_string(::getpid()));
      bool linked = llvm_backend::link(inputs, output, o.strip, err);
      removeTemp(output + ".golem-tmp" + std::to_string(::getpid()));
      if (!linked) {
        std::fprintf(stderr, "golem: link: %s", err.c_str());
        status = 1;
      }
    }
  }
  if (!tmpDir.empty()) removeTemp(tmpDir);
  return status;
}

} // namespace golem::driver
