// golem vm: user packages to bytecode, the machine that runs it, and the two together (docs/internals/vm.md).
//
// golem-vm holds runtime, interpreter and std as native code. It is linked when it is first needed for a set of std packages and kept beside
// the object cache, with NAME.sym, the table from names to addresses by which it finds what bytecode refers to.
#include "compiler/bytecode/bytecode.h"
#include "compiler/bytecode/format.h"
#include "compiler/driver/driver.h"
#include "compiler/passes/passes.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <filesystem>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace golem::driver {

namespace fs = std::filesystem;

namespace {

bool readFile(const std::string &path, std::string &out) {
  FILE *f = std::fopen(path.c_str(), "rb");
  if (!f) return false;
  char buf[1 << 16];
  for (size_t n; (n = std::fread(buf, 1, sizeof buf, f)) > 0;) out.append(buf, n);
  bool ok = !std::ferror(f);
  std::fclose(f);
  return ok;
}
// Beside its name, then renamed.
bool writeWhole(const std::string &path, const std::string &data) {
  struct stat st;
  bool device = ::stat(path.c_str(), &st) == 0 && !S_ISREG(st.st_mode);
  std::string tmp = device ? path : path + ".golem-tmp" + std::to_string(::getpid());
  bool ok = writeFile(tmp, data);
  if (!device) ok = ok && std::rename(tmp.c_str(), path.c_str()) == 0;
  if (!ok && !device) ::unlink(tmp.c_str());
  return ok;
}

uint64_t hashName(const char *s) {
  uint64_t h = 14695981039346656037u;
  for (; *s; s++) h = (h ^ static_cast<unsigned char>(*s)) * 1099511628211u;
  return h;
}

// The table of an executable's symbols: magic, slots, then {hash, address} with open addressing. Its reader is vm/load.cc.
bool writeSymbols(const std::string &exe, const std::string &path) {
  std::string file;
  if (!readFile(exe, file) || file.size() < sizeof(Elf64_Ehdr)) return false;
  Elf64_Ehdr eh;
  std::memcpy(&eh, file.data(), sizeof eh);
  std::vector<std::pair<uint64_t, uint64_t>> all;
  for (unsigned i = 0; i < eh.e_shnum; i++) {
    Elf64_Shdr sh, strs;
    std::memcpy(&sh, file.data() + eh.e_shoff + i * eh.e_shentsize, sizeof sh);
    if (sh.sh_type != SHT_SYMTAB) continue;
    std::memcpy(&strs, file.data() + eh.e_shoff + sh.sh_link * eh.e_shentsize, sizeof strs);
    for (uint64_t k = 0; k < sh.sh_size / sizeof(Elf64_Sym); k++) {
      Elf64_Sym s;
      std::memcpy(&s, file.data() + sh.sh_offset + k * sizeof s, sizeof s);
      unsigned type = ELF64_ST_TYPE(s.st_info), bind = ELF64_ST_BIND(s.st_info);
      if (s.st_shndx == SHN_UNDEF || !s.st_value || bind == STB_LOCAL || type > STT_FUNC) continue;
      all.push_back({hashName(file.data() + strs.sh_offset + s.st_name), s.st_value});
    }
  }
  uint64_t slots = 1024;
  while (slots < all.size() * 2) slots *= 2;
  std::vector<uint64_t> table(2 + 2 * slots);
  table[0] = 0x314d5953'4d454c4f;
  table[1] = slots;
  for (auto [hash, address] : all) {
    uint64_t i = hash & (slots - 1);
    while (table[2 + 2 * i + 1]) i = (i + 1) & (slots - 1);
    table[2 + 2 * i] = hash;
    table[2 + 2 * i + 1] = address;
  }
  return writeWhole(path, {reinterpret_cast<const char *>(table.data()), table.size() * 8});
}

std::string fileStamp(const std::string &path) {
  struct stat st;
  if (::stat(path.c_str(), &st) != 0) return "";
  return std::to_string(st.st_size) + "." + std::to_string(st.st_mtim.tv_sec) + "." + std::to_string(st.st_mtim.tv_nsec);
}

const char *const kBase[] = {
#define VM_BASE(path) path,
#include "vm/base.def"
};

// Loads a main package that imports `paths`, from a directory that the caller removes.
bool loadImporter(Checked &c, BuildOptions &vo, const std::set<std::string> &paths, std::string &dir) {
  std::string source = "package main\n\nimport (\n";
  for (const std::string &s : paths) source += "\t_ \"" + s + "\"\n";
  source += ")\n\nfunc main() {}\n";
  dir = makeTempDir("golem-vm");
  if (dir.empty() || !writeWhole(dir + "/main.go", source)) {
    std::fprintf(stderr, "golem: cannot write to a temporary directory: %s\n", std::strerror(errno));
    return false;
  }
  vo.args = {dir + "/main.go"};
  load::Options lo;
  lo.internal = true;
  return loadProgram(c, vo, lo, true);
}

// What stays native under --all-bytecode: what the runtime calls by name, and all that it imports.
const char *const kCore[] = {"runtime", "sync/atomic", "reflect", "syscall", "internal/chacha8rand", "internal/bytealg", "internal/cpu", "unsafe"};

std::set<std::string> coreOf(const Checked &c) {
  std::set<std::string> out{std::begin(kCore), std::end(kCore)};
  for (bool more = true; more;) {
    more = false;
    for (const load::Package *p : c.program->packages)
      if (out.count(p->path))
        for (const load::Import &im : p->imports) more = out.insert(im.path).second || more;
  }
  return out;
}

// Everything that the base set imports; kept in a file, as it changes with the Go tree only. Empty: an error was printed.
std::set<std::string> baseClosure(const BuildOptions &o, const std::string &root, const std::string &tree) {
  std::string path = root + "/base-" + hashKey(tree + codeId) + ".list", text;
  if (!readFile(path, text)) {
    Checked c;
    BuildOptions vo;
    vo.goroot = o.goroot;
    std::string dir;
    bool ok = loadImporter(c, vo, {std::begin(kBase), std::end(kBase)}, dir);
    removeTemp(dir);
    if (!ok) return {};
    for (const load::Package *p : c.program->packages)
      if (p->isStd) text += p->path + "\n";
    writeWhole(path, text); // without the file the list is made again
  }
  std::set<std::string> out;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\n', at);
    out.insert(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// golem-vm with the base set and these packages of std. "": an error was printed.
std::string machineFor(const BuildOptions &o, const std::vector<std::string> &packages) {
  std::string goroot = load::findGoroot(o.goroot), tree = goroot + "|" + load::gorootVersion(goroot) + "|" + overlayDir();
  for (const char *b : kBase) tree += std::string("|") + b;
  Cache cache;
  std::string root = cache.dir() + "/../vm";
  std::error_code ec;
  fs::create_directories(root, ec);
  std::set<std::string> have, extra;
  if (!o.allBytecode) have = baseClosure(o, root, tree);
  if (!o.allBytecode && have.empty()) return "";
  for (const std::string &p : packages)
    if (!have.count(p) && p != "unsafe" && !p.starts_with("vendor/")) extra.insert(p); // vendored ones come with what imports them
  std::string key = executableId() + codeId + fileStamp(vmArchive()) + fileStamp(runtimeArchive()) + "|" + tree;
  if (o.allBytecode) extra = {std::begin(kCore), std::end(kCore)};
  for (const std::string &s : extra) key += "|" + s;
  std::string dir = root + "/" + hashKey(key), exe = dir + "/golem-vm";
  if (fs::exists(exe, ec) && fs::exists(exe + ".sym", ec)) return exe;
  fs::create_directories(dir, ec);
  Checked c;
  BuildOptions vo;
  vo.goroot = o.goroot;
  vo.keepAll = vo.vm = true;
  int status = 1;
  std::string made = exe + "." + std::to_string(::getpid()), tmp;
  if (!o.allBytecode) extra.insert(std::begin(kBase), std::end(kBase));
  if (loadImporter(c, vo, extra, tmp))
    for (load::Package *p : c.program->roots)
      if (p->isMain) status = compileAndLink(c, vo, p, made);
  removeTemp(tmp);
  if (status != 0) return "";
  // Somebody else may have made it meanwhile, and run it: it is not replaced.
  bool ok = writeSymbols(made, exe + ".sym") && (::link(made.c_str(), exe.c_str()) == 0 || errno == EEXIST);
  ::unlink(made.c_str());
  if (!ok) {
    std::fprintf(stderr, "golem: cannot write %s: %s\n", exe.c_str(), std::strerror(errno));
    return "";
  }
  return exe;
}

// The packages of std that a bytecode file needs: those whose inittasks it names without having them.
bool packagesOf(const std::string &file, std::vector<std::string> &out, bool &allBytecode, std::string &err) {
  std::vector<std::string> inits;
  if (!bytecode::externalInits(file, inits, allBytecode, err)) return false;
  constexpr std::string_view suffix = "..inittask";
  for (std::string &s : inits) {
    s.resize(s.size() - std::min(s.size(), suffix.size()));
    std::string path; // a dot in the last element is %2e in symbols
    for (size_t i = 0; i < s.size(); i++) {
      if (s[i] == '%' && i + 2 < s.size()) {
        path += static_cast<char>(std::stoi(s.substr(i + 1, 2), nullptr, 16));
        i += 2;
      } else path += s[i];
    }
    out.push_back(path);
  }
  return true;
}

// With limits a program must not get around them: no unsafe, no system calls of its own, no //go:linkname. Dies with a message if it would.
bool isHarmless(const Checked &c) {
  bool ok = true;
  for (const load::Package *p : c.program->packages) {
    if (p->isStd) continue;
    for (const syntax::File *f : p->files) {
      std::string_view text = f->source->text;
      size_t line = 1;
      for (size_t at = 0; at < text.size(); line++) {
        size_t end = std::min(text.find('\n', at), text.size());
        std::string_view l = text.substr(at, end - at);
        if (l.starts_with("//go:linkname ")) {
          std::fprintf(stderr, "%s:%zu:1: //go:linkname is not allowed in a program with limits\n", f->source->path.c_str(), line);
          ok = false;
        }
        for (const char *bad : {"unsafe", "syscall", "plugin", "runtime/cgo"}) {
          size_t col = l.find("\"" + std::string(bad) + "\"");
          if (col == l.npos || std::none_of(p->imports.begin(), p->imports.end(), [&](const load::Import &im) { return im.path == bad; })) continue;
          std::fprintf(stderr, "%s:%zu:%zu: package %s is not allowed in a program with limits\n", f->source->path.c_str(), line, col + 1, bad);
          ok = false;
        }
        at = end + 1;
      }
    }
  }
  return ok;
}

std::string cacheRootOf(const std::string &machine) { return fs::path(machine).parent_path().parent_path().string(); }
bool isBytecode(const BuildOptions &o) { return o.args.size() == 1 && o.args[0].ends_with(".gbc"); }

} // namespace

bool compileBytecode(Checked &c, const BuildOptions &o, std::string &out, const std::vector<std::string> *shared) {
  const std::vector<load::Package *> &packages = c.program->packages;
  const load::Package *mainPkg = nullptr;
  for (load::Package *p : c.program->roots)
    if (p->isMain) mainPkg = p;
  if (!mainPkg) {
    std::fprintf(stderr, "package %s is not a main package\n", c.program->roots.empty() ? "" : c.program->roots[0]->path.c_str());
    return false;
  }
  if (!checkPackages(c, o)) return false;
  Cache cache;
  Job job{c, o, cache, {}, {}};
  packageKeys(job);
  EscapeFacts facts(cache);
  lower::Program prog(c.sources);
  bytecode::Program program;
  std::vector<std::string> inits;
  std::set<std::string> core;
  if (o.allBytecode) core = coreOf(c);
  for (const load::Package *p : packages) {
    if (p->isUnsafe) continue;
    std::string init = gir::symbolPrefix(p->linkPath) + "..inittask";
    if (p->isStd && (!o.allBytecode || core.count(p->path))) {
      inits.push_back(init);
      facts.fromCache(job.keys[p->index]);
      continue;
    }
    std::string err;
    std::unique_ptr<gir::Module> m = lowerAndInline(c, o, *p, prog, err);
    if (m) {
      GcFlags flags = gcFlags(o, *p);
      facts.analyze(*m, "", escapeOptions(flags));
      afterEscape(*m, o, flags, facts);
      if (!program.add(*m, err)) err = "golem: internal error: " + err + "\n";
    }
    if (!err.empty()) {
      std::fputs(err.c_str(), stderr);
      return false;
    }
    if (program.definesFunction(init)) inits.push_back(init); // a package that has nothing to initialize has none
  }
  if (shared) {
    for (const std::string &name : *shared) program.share(name);
    program.shareTypes();
  }
  out = program.finish(inits, "main.main", o.allBytecode ? bytecode::kStdBytecode : bytecode::kStdNative);
  return true;
}

int vmBuild(const BuildOptions &o) {
  Checked c;
  std::string out;
  if (!loadProgram(c, o, {}, true) || !compileBytecode(c, o, out)) return 1;
  std::string path = o.output.empty() ? defaultOutput(o) + ".gbc" : o.output;
  if (writeWhole(path, out)) return 0;
  std::fprintf(stderr, "golem: %s: %s\n", path.c_str(), std::strerror(errno));
  return 1;
}

int vmDis(const BuildOptions &o) {
  std::string file, text, err;
  if (isBytecode(o)) {
    if (!readFile(o.args[0], file)) {
      std::fprintf(stderr, "golem: %s: %s\n", o.args[0].c_str(), std::strerror(errno));
      return 1;
    }
  } else {
    Checked c;
    if (!loadProgram(c, o, {}, true) || !compileBytecode(c, o, file)) return 1;
  }
  if (!bytecode::disassemble(file, text, err)) {
    std::fprintf(stderr, "golem: %s: %s\n", o.args.empty() ? "" : o.args[0].c_str(), err.c_str());
    return 1;
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return std::fflush(stdout) == 0 ? 0 : 1;
}

namespace {
bool installProgram(const std::string &machine, const std::string &file, const std::string &name, std::string &root, std::string &exe) {
  // A directory for this program: the file, the machine under the program's name and its symbols. So os.Args[0] and os.Executable name
  // something that can be started again, and the machine finds its file beside itself.
  root = cacheRootOf(machine) + "/run/" + hashKey(file + machine);
  exe = root + "/" + name;
  std::error_code ec;
  fs::create_directories(root, ec);
  bool ok = (fs::exists(root + "/program.gbc", ec) || writeWhole(root + "/program.gbc", file)) &&
            (fs::exists(root + "/golem-vm.sym", ec) || ::link((machine + ".sym").c_str(), (root + "/golem-vm.sym").c_str()) == 0 || errno == EEXIST) &&
            (fs::exists(exe, ec) || ::link(machine.c_str(), exe.c_str()) == 0 || errno == EEXIST);
  if (!ok) {
    std::fprintf(stderr, "golem: cannot write to %s: %s\n", root.c_str(), std::strerror(errno));
    return false;
  }
  return true;
}
} // namespace

bool prepareProgram(const BuildOptions &o, const std::vector<std::string> &more, const std::string &name, std::string &exe) {
  Checked c;
  std::string file, root;
  if (!loadProgram(c, o, {}, true)) return false;
  std::vector<std::string> packages = more;
  for (const load::Package *p : c.program->packages)
    if (p->isStd) packages.push_back(p->path);
  std::string machine = machineFor(o, packages);
  return !machine.empty() && compileBytecode(c, o, file) && installProgram(machine, file, name, root, exe);
}

namespace {

// ---- unchanged programs ----
// What a run depended on, so that the next one needs no compiler: user files by their content, std's and directories by size and time.
//
//   u HASH PATH     a file of the user's        s STAMP PATH    a file or directory of std
//   l HASH PATH     the .go files that a directory of the user's has
//   p DIR NAME      where the program is (at the end)

std::string quickPath(const BuildOptions &o) {
  std::error_code ec;
  std::string key = fs::current_path(ec).string() + (o.allBytecode ? "|all|" : "|") + executableId() + codeId + fileStamp(vmArchive()) + "|" + o.dir + "|" +
                    o.goroot + "|" + o.lang;
  for (const std::string &a : o.args) key += "|a" + a;
  for (const std::string &t : o.tags) key += "|t" + t;
  for (char **e = environ; *e; e++)
    if (std::strncmp(*e, "GO", 2) == 0 && std::strncmp(*e, "GOLEMSEED", 9) != 0 && std::strncmp(*e, "GOLEMRE", 7) != 0) key += "|" + std::string(*e);
  return Cache().dir() + "/../vm/quick/" + hashKey(key);
}

std::string goFiles(const std::string &dir) {
  std::set<std::string> names;
  std::error_code ec;
  for (const fs::directory_entry &e : fs::directory_iterator(dir, ec))
    if (e.path().extension() == ".go") names.insert(e.path().filename().string());
  std::string all;
  for (const std::string &n : names) all += n + "/";
  return hashKey(all);
}

// The directory and name of the program if nothing has changed.
bool isUnchanged(const std::string &manifest, std::string &dir, std::string &name) {
  std::string text;
  if (!readFile(manifest, text)) return false;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\n', at), first = text.find(' ', at + 2);
    if (end == text.npos || first > end) return false;
    std::string what = text.substr(at + 2, first - at - 2), path = text.substr(first + 1, end - first - 1);
    switch (text[at]) {
    case 'u': {
      std::string file;
      if (!readFile(path, file) || hashKey(file) != what) return false;
      break;
    }
    case 's':
      if (fileStamp(path) != what) return false;
      break;
    case 'l':
      if (goFiles(path) != what) return false;
      break;
    case 'p': {
      dir = what;
      name = path;
      std::error_code ec;
      return end + 1 == text.size() && fs::exists(dir + "/program.gbc", ec) && fs::exists(dir + "/" + name, ec);
    }
    default: return false;
    }
    at = end + 1;
  }
  return false;
}

void writeManifest(const std::string &manifest, const Checked &c, const BuildOptions &o, const std::string &dir, const std::string &name) {
  std::string text;
  std::error_code ec;
  bool good = true;
  auto user = [&](const std::string &path) {
    std::string file;
    if (!readFile(path, file)) good = false;
    else text += "u " + hashKey(file) + " " + path + "\n";
  };
  std::set<std::string> dirs;
  for (const load::Package *p : c.program->packages) {
    if (p->isUnsafe) continue;
    for (const syntax::File *f : p->files) {
      const std::string &path = f->source->fullPath;
      if (!p->isStd) user(path);
      else text += "s " + fileStamp(path) + " " + path + "\n";
    }
    if (p->isStd) {
      dirs.insert(p->dir);
      continue;
    }
    // Files that constraints left out may be let in by an edit; embedded files are part of the program.
    if (p->path != "command-line-arguments") {
      text += "l " + goFiles(p->dir) + " " + p->dir + "\n";
      for (const fs::directory_entry &e : fs::directory_iterator(p->dir, ec))
        if (e.path().extension() == ".go") user(e.path().string());
    }
    for (const auto &[pattern, files] : p->embeds)
      for (const std::string &f : files) user(p->dir + "/" + f);
  }
  for (const std::string &d : dirs) text += "s " + fileStamp(d) + " " + d + "\n";
  for (fs::path d = fs::absolute(o.dir, ec); !d.empty(); d = d.parent_path()) {
    for (const char *f : {"go.mod", "go.sum", "go.work", "vendor/modules.txt"})
      if (fs::exists(d / f, ec)) user((d / f).string());
    if (d == d.parent_path()) break;
  }
  text += "p " + dir + " " + name + "\n";
  fs::create_directories(fs::path(manifest).parent_path(), ec);
  if (good) writeWhole(manifest, text); // without it the program is compiled again
}

int execProgram(const BuildOptions &o, const VmOptions &vo, std::string exe, const std::vector<std::string> &args) {
  std::string limits;
  auto limit = [&](const char *what, int64_t v) {
    if (v > 0) limits += std::string(limits.empty() ? "" : ",") + what + "=" + std::to_string(v);
  };
  limit("steps", vo.maxSteps);
  limit("memory", vo.maxMemory);
  limit("timeout", vo.timeoutNs);
  limit("doors", vo.noNet || !vo.fs.empty());
  if (!limits.empty()) ::setenv("GOLEMVMLIMITS", limits.c_str(), 1);
  setChoices(o);
  std::vector<char *> argv{exe.data()};
  for (const std::string &a : args) argv.push_back(const_cast<char *>(a.c_str()));
  argv.push_back(nullptr);
  std::fflush(stdout);
  std::fflush(stderr);
  unblockSignals();
  if (!closeDoors(vo, fs::path(exe).parent_path().string())) return 1;
  ::execv(exe.c_str(), argv.data());
  std::fprintf(stderr, "golem: %s: %s\n", exe.c_str(), std::strerror(errno));
  return 1;
}

} // namespace

int vmRun(const BuildOptions &options, const VmOptions &vo, const std::vector<std::string> &args) {
  BuildOptions o = options;
  std::string manifest = quickPath(o), dir, known;
  if (isBytecode(o) && vo.untrusted()) {
    std::fprintf(stderr, "golem: %s: limits need the source: a bytecode file can't be checked for unsafe code\n", o.args[0].c_str());
    return 1;
  }
  if (!isBytecode(o) && !vo.untrusted() && isUnchanged(manifest, dir, known)) return execProgram(o, vo, dir + "/" + known, args);
  Checked c;
  std::string file, name = o.args.empty() ? "main" : defaultOutput(o);
  std::vector<std::string> packages;
  if (isBytecode(o)) {
    if (!readFile(o.args[0], file)) {
      std::fprintf(stderr, "golem: %s: %s\n", o.args[0].c_str(), std::strerror(errno));
      return 1;
    }
    std::string err;
    if (!packagesOf(file, packages, o.allBytecode, err)) {
      std::fprintf(stderr, "golem: %s: %s\n", o.args[0].c_str(), err.c_str());
      return 1;
    }
  } else {
    if (!loadProgram(c, o, {}, true)) return 1;
    if (vo.untrusted() && !isHarmless(c)) return 1;
    for (const load::Package *p : c.program->packages)
      if (p->isStd) packages.push_back(p->path);
  }
  std::string machine = machineFor(o, packages);
  if (machine.empty()) return 1;
  if (!isBytecode(o) && !compileBytecode(c, o, file)) return 1;
  std::string root, exe;
  if (!installProgram(machine, file, name, root, exe)) return 1;
  if (!isBytecode(o)) writeManifest(manifest, c, o, root, name);
  return execProgram(o, vo, exe, args);
}

} // namespace golem::driver
