// From an import path to a directory: main modules, the vendor directory, the build list. A module that is not in the module
// cache is fetched by the program golem-modules; go.sum must vouch for whatever comes from the cache.
#include "compiler/load/module.h"
#include "compiler/syntax/parse.h"
#include <sstream>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace golem::load {

namespace fs = std::filesystem;

bool hasPathPrefix(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

namespace {
bool haveGoFiles(const std::string &dir) {
  std::error_code ec;
  for (fs::directory_iterator it(dir, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".go" && !it->is_directory(ec)) return true;
  return false;
}
// dir or its nearest parent that holds a file of this name; "" if none does.
std::string findUp(const std::string &dir, const char *name) {
  std::error_code ec;
  for (fs::path d = dir;; d = d.parent_path()) {
    if (fs::is_regular_file(d / name, ec)) return d;
    if (d == d.root_path() || d.empty()) return "";
  }
}
std::string environment(const char *name) {
  const char *v = std::getenv(name);
  return v ? v : "";
}
} // namespace

std::string goFlag(std::string_view name) {
  std::istringstream words(environment("GOFLAGS"));
  std::string found, w;
  while (words >> w) {
    std::string_view flag = w;
    if (flag.starts_with("--")) flag.remove_prefix(1);
    if (flag.starts_with(name) && flag.size() > name.size() && flag[name.size()] == '=') found = flag.substr(name.size() + 1);
  }
  return found;
}

bool Modules::readMain(const std::string &dir, Diagnostics &diags) {
  Main m;
  m.dir = dir;
  std::string err, text, file = dir + "/go.mod";
  if (!readFile(file, text, err)) {
    diags.report(Pos{}, Diag::LoadCannotRead, {file, err});
    return false;
  }
  if (!parseModFile(text, m.file, &diags)) return false;
  if (m.file.path.empty()) {
    diags.report(Pos{}, Diag::LoadNoModuleLine, {});
    return false;
  }
  sumFiles_.push_back(dir + "/go.sum");
  mains_.push_back(std::move(m));
  return true;
}

bool Modules::readWork(const std::string &file, Diagnostics &diags) {
  std::string err, text;
  if (!readFile(file, text, err)) {
    diags.report(Pos{}, Diag::LoadCannotRead, {file, err});
    return false;
  }
  if (!parseModFile(text, work_, &diags)) return false;
  workDir_ = fs::path(file).parent_path();
  sumFiles_.push_back(file + ".sum");
  std::error_code ec;
  for (const std::string &use : work_.use) {
    std::string dir = (fs::path(workDir_) / use).lexically_normal();
    while (dir.size() > 1 && dir.back() == '/') dir.pop_back();
    if (!fs::exists(dir + "/go.mod", ec)) {
      diags.report(Pos{}, Diag::LoadModule, {"cannot load module " + use + " listed in go.work file: open " + dir + "/go.mod: no such file or directory"});
      return false;
    }
    if (!readMain(dir, diags)) return false;
  }
  return true;
}

bool Modules::open(const std::string &dir, const std::string &goroot, const std::string &modOption, Diagnostics &diags) {
  std::error_code ec;
  goroot_ = goroot;
  std::string start = fs::absolute(dir, ec).lexically_normal();
  while (start.size() > 1 && start.back() == '/') start.pop_back();
  std::string own = findUp(start, "go.mod");
  std::string work = environment("GOWORK");
  if (work.empty()) {
    std::string d = findUp(start, "go.work");
    if (!d.empty()) work = d + "/go.work";
  }
  if (!work.empty() && work != "off") {
    if (!readWork(work, diags)) return mains_.clear(), false;
    // The module we stand in comes first.
    for (size_t i = 1; i < mains_.size(); i++)
      if (mains_[i].dir == own) std::swap(mains_[0], mains_[i]);
    if (!own.empty() && (mains_.empty() || mains_[0].dir != own)) {
      diags.report(Pos{}, Diag::LoadModule,
                   {"current directory is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the "
                    "workspace using:\n\tgo work use " +
                    fs::path(own).lexically_relative(workDir_).string()});
      return mains_.clear(), false;
    }
    if (mains_.empty()) return false;
  } else {
    if (own.empty() || !readMain(own, diags)) return false;
  }
  if (std::string c = environment("GOMODCACHE"); !c.empty()) cache_ = c;
  else if (std::string g = environment("GOPATH"); !g.empty()) cache_ = g.substr(0, g.find(':')) + "/pkg/mod";
  else if (std::string h = environment("HOME"); !h.empty()) cache_ = h + "/go/pkg/mod";
  for (const std::string &f : sumFiles_) {
    std::string text, err;
    if (readFile(f, text, err)) parseSums(text, sums_);
  }
  vendorDir_ = (workDir_.empty() ? mains_[0].dir : workDir_) + "/vendor";
  std::string mod = modOption.empty() ? goFlag("-mod") : modOption;
  vendored_ = fs::exists(vendorDir_ + "/modules.txt", ec) && mod != "mod" && mod != "readonly";
  if (mod == "vendor" && !vendored_ && !mains_[0].file.require.empty()) {
    diags.report(Pos{}, Diag::LoadModule,
                 {"inconsistent vendoring in " + mains_[0].dir + ": -mod=vendor is set, but there is no vendor/modules.txt; run 'go mod vendor'"});
    return mains_.clear(), false;
  }
  if (vendored_) return checkVendor(diags) || (mains_.clear(), false);
  return selectVersions(diags) || (mains_.clear(), false);
}

// vendor/modules.txt must tell the same as go.mod.
bool Modules::checkVendor(Diagnostics &diags) {
  std::string text, err, wrong;
  if (!readFile(vendorDir_ + "/modules.txt", text, err)) {
    diags.report(Pos{}, Diag::LoadCannotRead, {vendorDir_ + "/modules.txt", err});
    return false;
  }
  parseVendorList(text, vendorList_);
  auto entry = [&](const std::string &path, const std::string &version) -> const VendorModule * {
    for (const VendorModule &v : vendorList_)
      if (v.path == path && (v.version == version || v.version.empty())) return &v;
    return nullptr;
  };
  for (const Main &m : mains_) {
    if (m.file.goVersion == "go1.16" && m.file.require.empty()) continue;
    for (const ModFile::Require &r : m.file.require) {
      const VendorModule *v = entry(r.path, r.version);
      if (!v || !v->isExplicit)
        wrong += "\n\t" + r.path + "@" + r.version + ": is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt";
      if (!v) continue;
      std::string base, want;
      if (const ModFile::Replace *p = replacement(r.path, r.version, &base)) want = p->newPath + (p->newVersion.empty() ? "" : "@" + p->newVersion);
      if (want == v->replacement) continue;
      wrong += "\n\t" + r.path + "@" + r.version + ": ";
      if (v->replacement.empty()) wrong += "is replaced in go.mod, but not marked as replaced in vendor/modules.txt";
      else if (want.empty()) wrong += "is marked as replaced in vendor/modules.txt, but not replaced in go.mod";
      else wrong += "is replaced by " + want + " in go.mod, but marked as replaced by " + v->replacement + " in vendor/modules.txt";
    }
  }
  for (const VendorModule &v : vendorList_) {
    bool required = !v.isExplicit;
    for (const Main &m : mains_)
      for (const ModFile::Require &r : m.file.require) required |= r.path == v.path && r.version == v.version;
    if (!required && !v.version.empty())
      wrong += "\n\t" + v.path + "@" + v.version + ": is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod";
  }
  if (wrong.empty()) return true;
  diags.report(Pos{}, Diag::LoadModule,
               {"inconsistent vendoring in " + fs::path(vendorDir_).parent_path().string() + ":" + wrong +
                "\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo " +
                (workDir_.empty() ? "mod" : "work") + " vendor"});
  return false;
}

const ModFile::Replace *Modules::replacement(const std::string &path, const std::string &version, std::string *base) const {
  const ModFile::Replace *best = nullptr;
  auto look = [&](const ModFile &f, const std::string &dir) { // a line with the version is stronger than one without
    for (const ModFile::Replace &r : f.replace)
      if (r.path == path && (r.version == version || r.version.empty()) && (!best || best->version.empty())) best = &r, *base = dir;
  };
  look(work_, workDir_);
  if (!best)
    for (const Main &m : mains_) look(m.file, m.dir);
  return best;
}

std::unique_ptr<Modules::Module> Modules::makeModule(const std::string &path, const std::string &version) const {
  auto m = std::make_unique<Module>();
  m->path = m->realPath = path;
  m->version = m->realVersion = version;
  std::string base;
  if (const ModFile::Replace *r = replacement(path, version, &base)) {
    m->realPath = r->newPath;
    m->realVersion = r->newVersion;
    if (r->newVersion.empty()) m->dir = (fs::path(base) / r->newPath).lexically_normal();
  }
  if (!m->realVersion.empty()) m->dir = cache_ + "/" + escapeModulePath(m->realPath) + "@" + escapeModulePath(m->realVersion);
  while (m->dir.size() > 1 && m->dir.back() == '/') m->dir.pop_back();
  return m;
}
std::string Modules::cacheFile(const Module &m, const char *suffix) const {
  return cache_ + "/cache/download/" + escapeModulePath(m.realPath) + "/@v/" + escapeModulePath(m.realVersion) + suffix;
}

// golem-modules stands beside golem.
bool Modules::fetch(const Module &m, bool onlyMod, std::string &err) const {
  std::error_code ec;
  std::string exe = fs::read_symlink("/proc/self/exe", ec).parent_path() / "golem-modules";
  if (access(exe.c_str(), X_OK) != 0) {
    err = "it is not in the module cache, and the program that fetches modules (" + exe + ") is not there; run: go mod download " + m.realPath;
    return false;
  }
  std::vector<std::string> args{exe, onlyMod ? "mod" : "zip", m.realPath, m.realVersion, "--cache", cache_, "--dir", mains_[0].dir, "--goroot", goroot_};
  for (const std::string &f : sumFiles_) args.insert(args.end(), {"--sum", f});
  std::vector<char *> argv;
  for (std::string &a : args) argv.push_back(a.data());
  argv.push_back(nullptr);
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) return err = std::strerror(errno), false;
  posix_spawn_file_actions_t act;
  posix_spawn_file_actions_init(&act);
  posix_spawn_file_actions_adddup2(&act, fds[1], 2);
  pid_t pid;
  int e = posix_spawn(&pid, exe.c_str(), &act, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&act);
  close(fds[1]);
  if (e) return close(fds[0]), err = exe + ": " + std::strerror(e), false;
  err.clear();
  char buf[4096];
  ssize_t n;
  while ((n = read(fds[0], buf, sizeof buf)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0) err.append(buf, static_cast<size_t>(n));
  close(fds[0]);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  while (err.ends_with('\n')) err.pop_back();
  return status == 0;
}

// Once for each module that might provide an imported package.
void Modules::prepare(Module &m) {
  std::error_code ec;
  std::string text, err;
  if (m.realVersion.empty()) {
    if (!fs::is_directory(m.dir, ec)) {
      m.error = "module " + m.path + " provides it, but its replacement directory " + m.realPath + " does not exist";
      return;
    }
  } else {
    auto sum = sums_.find(m.realPath + " " + m.realVersion);
    if (sum == sums_.end()) {
      m.missingSum = true;
      return;
    }
    std::string hash;
    bool hashed = readFile(cacheFile(m, ".ziphash"), hash, err);
    if (!hashed || !fs::is_directory(m.dir, ec)) {
      if (!fetch(m, false, err)) {
        m.error = err.starts_with(m.realPath) || err.starts_with("verifying") ? err : m.realPath + "@" + m.realVersion + ": " + err;
        return;
      }
      readFile(cacheFile(m, ".ziphash"), hash, err);
    }
    while (hash.ends_with('\n')) hash.pop_back();
    m.sum = sum->second;
    if (hash != sum->second) {
      m.error = "verifying " + m.realPath + "@" + m.realVersion + ": checksum mismatch\n\tdownloaded: " + hash + "\n\tgo.sum:     " + sum->second +
                "\n\nSECURITY ERROR\nThe module in the cache is not the one that go.sum recorded earlier.\nFor more information, see 'go help module-auth'.";
      return;
    }
  }
  m.goVersion = "go1.16";
  ModFile f;
  if (readFile(m.dir + "/go.mod", text, err) && parseModFile(text, f, nullptr)) m.goVersion = f.goVersion;
}

std::optional<ModulePackage> Modules::findVendored(std::string_view path) const {
  for (const VendorModule &v : vendorList_)
    if (v.packages.count(path)) {
      std::string d = vendorDir_ + "/" + std::string(path);
      ModuleRef ref{v.path, v.version, v.replacement.substr(0, v.replacement.find('@')), "", ""};
      if (size_t a = v.replacement.find('@'); a != std::string::npos) ref.newVersion = v.replacement.substr(a + 1);
      return ModulePackage{d, d, v.goVersion.empty() ? "go1.16" : v.goVersion, v.version, "", ref};
    }
  for (const VendorModule &v : vendorList_)
    if (hasPathPrefix(path, v.path) && v.isExplicit)
      return ModulePackage{"", "", "", "", "cannot find module providing package " + std::string(path) + ": import lookup disabled by -mod=vendor", {}};
  return std::nullopt;
}

std::optional<ModulePackage> Modules::find(std::string_view path, std::string_view importer, const std::string &importerDir) {
  std::error_code ec;
  for (const Main &m : mains_) {
    if (!hasPathPrefix(path, m.file.path)) continue;
    std::string dir = m.dir + std::string(path.substr(m.file.path.size()));
    // A directory with its own go.mod belongs to another module.
    bool nested = false;
    for (fs::path d = dir; d.string().size() > m.dir.size(); d = d.parent_path()) nested |= fs::exists(d / "go.mod", ec);
    if (!nested && fs::is_directory(dir, ec)) return ModulePackage{dir, m.dir, m.file.goVersion, "", "", {m.file.path, "", "", "", ""}};
  }
  if (vendored_) return findVendored(path);
  ModulePackage found;
  std::vector<Module *> providers, unsummed;
  for (auto &m : build_) {
    if (!hasPathPrefix(path, m->path)) continue;
    std::call_once(m->ready, [&] { prepare(*m); });
    if (m->missingSum) {
      unsummed.push_back(m.get());
      continue;
    }
    if (!m->error.empty()) return ModulePackage{"", "", "", "", m->error, {}};
    std::string dir = m->dir + std::string(path.substr(m->path.size()));
    if (!haveGoFiles(dir)) continue;
    if (providers.empty()) {
      found = {dir, m->dir, m->goVersion, m->realVersion, "", {m->path, m->version, "", "", m->sum}};
      if (m->realPath != m->path || m->realVersion != m->version) found.module.newPath = m->realPath, found.module.newVersion = m->realVersion;
    }
    providers.push_back(m.get());
  }
  if (providers.size() > 1) {
    std::string text = "ambiguous import: found package " + std::string(path) + " in multiple modules:";
    for (Module *m : providers) text += "\n\t" + m->path + " " + m->version + " (" + m->dir + std::string(path.substr(m->path.size())) + ")";
    return ModulePackage{"", "", "", "", text, {}};
  }
  if (!unsummed.empty()) {
    std::string text = providers.empty() ? "missing go.sum entry for module providing package " + std::string(path)
                                         : "missing go.sum entry needed to verify package " + std::string(path);
    bool named = !importer.empty() && importer != "command-line-arguments";
    if (!importer.empty()) text += " (imported by " + std::string(importer) + ")";
    if (!providers.empty()) text += " is provided by exactly one module";
    if (named) {
      std::string version; // of the importer's module
      for (auto &m : build_)
        if (!m->realVersion.empty() && hasPathPrefix(importerDir, m->dir)) version = "@" + m->version;
      text += "; to add:\n\tgo get " + std::string(importer) + version;
    } else {
      text += "; to add:\n\tgo mod download";
      for (Module *m : unsummed) text += " " + m->path;
    }
    return ModulePackage{"", "", "", "", text, {}};
  }
  if (!providers.empty()) return found;
  return std::nullopt;
}

} // namespace golem::load
