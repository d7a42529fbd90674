// The loader's frame: queue of packages, worker threads, the sort, and load() itself.
#include "compiler/load/loader.h"
#include "compiler/load/stdlib.h"
#include <algorithm>
#include <filesystem>
#include <thread>

namespace golem::load {

namespace fs = std::filesystem;

Package *Package::import(std::string_view p) const {
  auto it = std::lower_bound(imports.begin(), imports.end(), p, [](const Import &i, std::string_view v) { return i.path < v; });
  return it != imports.end() && it->path == p ? it->pkg : nullptr;
}

std::string Package::shown() const {
  if (!isTest && !testOf) return path;
  return path + " [" + (testOf ? testOf->path : path) + ".test]";
}

Package *Program::find(std::string_view path) const {
  for (Package *p : packages)
    if (p->path == path) return p;
  return nullptr;
}

bool Loader::setUp() {
  std::error_code ec;
  cwd = fs::absolute(opt.dir, ec).lexically_normal();
  while (cwd.size() > 1 && cwd.back() == '/') cwd.pop_back();
  prog.goroot = findGoroot(opt.goroot);
  while (prog.goroot.size() > 1 && prog.goroot.back() == '/') prog.goroot.pop_back();
  if (prog.goroot.empty()) return diags.report(Pos{}, Diag::LoadNoGoroot, {}), false;
  if (!fs::is_directory(prog.goroot + "/src/runtime", ec)) return diags.report(Pos{}, Diag::LoadBadGoroot, {prog.goroot}), false;
  prog.goVersion = gorootVersion(prog.goroot);
  base_.tags.insert(opt.tags.begin(), opt.tags.end());
  base_.tags.insert(toolTags().begin(), toolTags().end());
  if (prog.goVersion.starts_with("go1."))
    if (int minor = std::atoi(prog.goVersion.c_str() + 4); minor > 0) base_.goMinor = minor;
  size_t before = diags.count();
  // Inside GOROOT/src the standard library is the main module, and needs no go.mod.
  bool inGoroot = cwd == prog.goroot + "/src" || cwd.starts_with(prog.goroot + "/src/");
  if (!inGoroot && !modules.open(cwd, prog.goroot, opt.mod, diags) && diags.count() > before) return false;
  if (modules.found()) {
    prog.modulePath = modules.main().path;
    prog.moduleDir = modules.dir();
    prog.moduleGoVersion = modules.settings().goVersion;
  }
  return true;
}

Package *Loader::request(const std::string &path, const std::string &dir, bool isStd, std::string goVersion, Source src) {
  std::lock_guard<std::mutex> lock(mu);
  auto [it, added] = byPath.try_emplace(path, nullptr);
  if (!added) return it->second;
  auto owned = std::make_unique<Package>();
  Package *p = it->second = owned.get();
  p->path = p->linkPath = path;
  p->dir = dir;
  p->isStd = isStd;
  if (isStd) { // the language version is that of the release: go1.26.8 → go1.26
    size_t dot = prog.goVersion.find('.');
    size_t end = dot == std::string::npos ? dot : prog.goVersion.find_first_not_of("0123456789", dot + 1);
    p->goVersion = prog.goVersion.substr(0, end);
  } else {
    p->goVersion = std::move(goVersion);
  }
  prog.owned.push_back(std::move(owned));
  if (path == "unsafe") {
    p->isUnsafe = true;
    p->name = golem::Name::intern("unsafe");
    return p;
  }
  p->module = std::move(src.module);
  if (src.printDir.empty()) src.printDir = dir;
  queue.emplace_back(p, std::move(src));
  wake.notify_one();
  return p;
}

void Loader::worker() {
  std::unique_lock<std::mutex> lock(mu);
  for (;;) {
    wake.wait(lock, [&] { return !queue.empty() || busy == 0; });
    if (queue.empty()) break; // and nobody is busy: nothing will be added any more
    auto [p, src] = std::move(queue.front());
    queue.pop_front();
    busy++;
    lock.unlock();
    read(p, src);
    lock.lock();
    busy--;
    if (busy == 0 && queue.empty()) wake.notify_all();
  }
}

void Loader::readAll() {
  unsigned n = opt.threads ? opt.threads : std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < n; i++) threads.emplace_back([this] { worker(); });
  worker();
  for (std::thread &t : threads) t.join();
}

// The program that runs the tests of the roots (there is one package under test, see README.md) is written when these have
// been read, and then read like any package.
void Loader::addTestMain() {
  const Package *own = nullptr, *external = nullptr;
  Package *under = nullptr;
  for (Package *p : prog.roots) {
    if (!p->testOf) under = p;
    if (p->files.empty()) continue;
    if (p->testOf) external = p;
    else own = p;
  }
  if (!under || (!(own && own->isTest) && !external)) return;
  Source src;
  src.text = opt.testMain(own, external, diags);
  if (src.text.empty()) return;
  Package *p = request(under->path + ".test", under->dir, under->isStd, under->goVersion, std::move(src));
  p->testOf = under;
  addRoot(p);
  readAll();
}

// Depth first, imports by path: dependencies come out before what needs them. `chain` is the way from a root to here with the
// import that leads to each package, for the message about a cycle.
void Loader::visit(Package *p, std::vector<std::pair<Package *, Pos>> &chain) {
  if (colour[p->index] == 2) return;
  if (colour[p->index] == 1) {
    std::string text = "package " + chain.front().first->path;
    for (size_t i = 1; i < chain.size(); i++) {
      std::string file(sm.position(chain[i].second).file);
      text += "\n\timports " + chain[i].first->path + " from " + file.substr(file.rfind('/') + 1);
    }
    text += ": import cycle not allowed";
    p->failed = true;
    diags.report(Pos{}, Diag::LoadImportCycle, {text});
    return;
  }
  colour[p->index] = 1;
  for (Import &i : p->imports) {
    if (!i.pkg) continue;
    chain.push_back({i.pkg, i.pos});
    visit(i.pkg, chain);
    chain.pop_back();
    if (colour[i.pkg->index] == 1) i.pkg = nullptr; // cut, so that nobody else runs in circles
    else if (i.pkg->isMain && !i.pkg->failed && p->testOf != i.pkg) {
      fail(p, i.pos, Diag::LoadImportsProgram, {i.path});
    }
  }
  colour[p->index] = 2;
  prog.packages.push_back(p);
}

void Loader::sort() {
  colour.assign(prog.owned.size(), 0);
  for (uint32_t i = 0; i < prog.owned.size(); i++) prog.owned[i]->index = i;
  std::vector<std::pair<Package *, Pos>> chain;
  std::vector<Package *> first;
  for (const std::string &path : opt.implicit)
    if (auto it = byPath.find(path); it != byPath.end()) first.push_back(it->second);
  first.insert(first.end(), prog.roots.begin(), prog.roots.end());
  for (Package *p : first) {
    chain.assign(1, {p, Pos{}});
    visit(p, chain);
  }
  for (uint32_t i = 0; i < prog.packages.size(); i++) prog.packages[i]->index = i;
}

// -trimpath: "example.com/m@v1.0.0/p/f.go", and without a version "fmt/print.go".
void Loader::trimPath(const Package &p, SourceFile &f) const {
  if (!opt.trimPath) return;
  std::string dir = p.path == "command-line-arguments" ? "." : p.path;
  if (const ModuleRef &m = p.module; !m.version.empty() && hasPathPrefix(p.path, m.path)) dir = m.path + "@" + m.version + p.path.substr(m.path.size());
  f.trimmedPath = dir + f.fullPath.substr(f.fullPath.rfind('/'));
}

std::unique_ptr<Program> load(const Options &options, const std::vector<std::string> &args, SourceManager &sources, Diagnostics &diags) {
  auto program = std::make_unique<Program>();
  size_t before = diags.count();
  Loader loader(options, sources, diags, *program);
  if (loader.setUp() && loader.roots(args)) {
    loader.readAll();
    if (options.tests && options.testMain && diags.count() == before) loader.addTestMain();
    // Packages that a pattern matched and that hold nothing to compile, and external tests that aren't.
    std::erase_if(program->roots, [](Package *p) { return p->files.empty() && !p->failed && !p->isUnsafe; });
    loader.sort();
    loader.godebug();
  }
  program->ok = diags.count() == before;
  return program;
}

} // namespace golem::load
