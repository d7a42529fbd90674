// types_check: runs the checker alone. A tool for its tests; not part of the compiler.
//
//   types_check std                 all packages of the list, with times
//   types_check FILE.go…            one package
//   types_check -errorcheck FILE…   compares errors with // ERROR "regexp" comments, each file a package
//   types_check -accept FILE…       each file must check without errors
//   types_check -print FILE…        prints the errors of each
//   types_check -dirs DIR…          rundir, compiledir and errorcheckdir tests
//   types_check -parallel N         all packages, N threads
//   types_check -testdata FILE…     go's internal/types/testdata: /* ERROR "…" */ after the place of the error
// The list of packages is what `go list` says (tools/stdlist.sh writes it): path, directory, files, import map.
#include "compiler/syntax/parse.h"
#include "compiler/types/audit.h"
#include "compiler/types/errorcheck.h"
#include "compiler/types/universe.h"
#include <chrono>
#include <condition_variable>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <thread>

using namespace golem;
using types::compareErrors;
using types::matchesRegex;
using types::quotedStrings;

namespace {

struct PackageInfo {
  std::string path, dir;
  std::vector<std::string> files;
  std::map<std::string, std::string> importMap;
  types::Package *pkg = nullptr;
  bool busy = false;
};

struct Driver {
  SourceManager sm;
  Arena arena;
  std::map<std::string, PackageInfo> packages;
  std::vector<std::string> order;
  double parseTime = 0, checkTime = 0;
  size_t lines = 0;
  bool ignoreBodies = false;
  std::string printed; // diagnostics of imported packages

  void readList(const char *file) {
    std::ifstream in(file);
    std::string line;
    while (std::getline(in, line)) {
      std::stringstream ss(line);
      PackageInfo p;
      std::string files, imap, f;
      std::getline(ss, p.path, '\t');
      std::getline(ss, p.dir, '\t');
      std::getline(ss, files, '\t');
      std::getline(ss, imap, '\t');
      std::stringstream fs(files), is(imap);
      while (fs >> f) p.files.push_back(f);
      while (is >> f) p.importMap[f.substr(0, f.find('='))] = f.substr(f.find('=') + 1);
      order.push_back(p.path);
      packages[p.path] = std::move(p);
    }
  }

  syntax::File *parse(const std::string &path, Diagnostics &diags) {
    std::string text, err;
    if (!readFile(path, text, err)) {
      std::fprintf(stderr, "%s: %s\n", path.c_str(), err.c_str());
      return nullptr;
    }
    SourceFile *src = sm.add(path, path, std::move(text));
    return syntax::parseFile(src, arena, diags);
  }

  types::Config config(PackageInfo *from) {
    types::Config cfg;
    cfg.importer = [this, from](std::string_view path, Pos, std::string &err) { return import(std::string(path), from, err); };
    return cfg;
  }

  types::Package *import(std::string path, PackageInfo *from, std::string &err) {
    if (from) {
      auto it = from->importMap.find(path);
      if (it != from->importMap.end()) path = it->second;
    }
    auto it = packages.find(path);
    if (it == packages.end()) {
      err = "cannot find package";
      return nullptr;
    }
    PackageInfo &p = it->second;
    if (p.pkg) return p.pkg;
    if (p.busy) {
      err = "import cycle";
      return nullptr;
    }
    p.busy = true;
    Diagnostics diags(sm);
    std::vector<syntax::File *> files;
    auto t0 = std::chrono::steady_clock::now();
    for (auto &f : p.files)
      if (auto *sf = parse(p.dir + "/" + f, diags)) {
        files.push_back(sf);
        lines += sf->source->lineStarts.size();
      }
    auto t1 = std::chrono::steady_clock::now();
    types::Config cfg = config(&p);
    cfg.ignoreFuncBodies = ignoreBodies;
    double inner = checkTime + parseTime;
    p.pkg = types::check(path, files, cfg, diags);
    auto t2 = std::chrono::steady_clock::now();
    parseTime += std::chrono::duration<double>(t1 - t0).count();
    // Imports were checked inside.
    checkTime += std::chrono::duration<double>(t2 - t1).count() - (checkTime + parseTime - inner - std::chrono::duration<double>(t1 - t0).count());
    if (auditing && !diags.hasErrors()) runAudit(files);
    if (diags.hasErrors()) {
      printed += "# " + path + "\n" + diags.render(20);
      failed.insert(path);
    }
    return p.pkg;
  }
  std::set<std::string> failed;
  bool auditing = std::getenv("AUDIT") != nullptr;
  size_t audited = 0;

  void runAudit(const std::vector<syntax::File *> &files) {
    for (auto &r : types::audit(files)) {
      if (++audited > 200) break;
      Position p = sm.position(r.pos);
      std::printf("AUDIT %s:%u:%u: %s\n", std::string(p.file).c_str(), p.line, p.col, r.text.c_str());
    }
  }

  // All packages of the list by `threads` threads, each when its imports are done.
  void parallel(unsigned threads) {
    struct Task {
      PackageInfo *info;
      std::vector<syntax::File *> files;
      std::vector<Task *> users;
      int waits = 0;
      Arena arena;
    };
    std::map<std::string, Task> tasks;
    Diagnostics diags(sm);
    for (auto &p : order) tasks[p].info = &packages[p];
    for (auto &[path, t] : tasks) {
      std::set<std::string> deps;
      for (auto &f : t.info->files) {
        syntax::File *sf = parse(t.info->dir + "/" + f, diags);
        t.files.push_back(sf);
        for (syntax::Decl *d : sf->decls) {
          if (d->kind != syntax::NodeKind::ImportDecl) continue;
          std::string dep;
          syntax::unquote(syntax::as<syntax::ImportDecl>(d)->path->value, dep);
          auto it = t.info->importMap.find(dep);
          if (it != t.info->importMap.end()) dep = it->second;
          if (dep != "unsafe" && dep != "C") deps.insert(dep);
        }
      }
      for (auto &dep : deps) {
        auto it = tasks.find(dep);
        if (it == tasks.end()) continue;
        it->second.users.push_back(&t);
        t.waits++;
      }
    }
    std::mutex mu;
    std::condition_variable cv;
    std::vector<Task *> ready;
    size_t left = tasks.size();
    for (auto &[path, t] : tasks)
      if (t.waits == 0) ready.push_back(&t);
    auto t0 = std::chrono::steady_clock::now();
    auto work = [&] {
      std::unique_lock<std::mutex> lock(mu);
      for (;;) {
        cv.wait(lock, [&] { return !ready.empty() || left == 0; });
        if (ready.empty()) return;
        Task *t = ready.back();
        ready.pop_back();
        lock.unlock();
        types::Config cfg;
        cfg.ignoreFuncBodies = ignoreBodies;
        cfg.importer = [this, t](std::string_view path, Pos, std::string &) {
          std::string p(path);
          auto it = t->info->importMap.find(p);
          if (it != t->info->importMap.end()) p = it->second;
          return packages.find(p)->second.pkg;
        };
        types::Package *pkg = types::check(t->info->path, t->files, cfg, diags);
        if (ignoreBodies)
          for (types::Func *f : pkg->funcs) types::checkBody(pkg, f, cfg, diags);
        lock.lock();
        t->info->pkg = pkg;
        left--;
        for (Task *u : t->users)
          if (--u->waits == 0) ready.push_back(u);
        cv.notify_all();
      }
    };
    std::vector<std::thread> pool;
    for (unsigned i = 0; i < threads; i++) pool.emplace_back(work);
    for (auto &th : pool) th.join();
    std::fputs(diags.render(0).c_str(), stdout);
    std::printf("%zu packages, %u threads, check %.2fs\n", tasks.size(), threads, std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count());
  }

  std::vector<Report> checkFiles(const std::vector<std::string> &names, const types::Config &cfg, const std::string &path) {
    Diagnostics diags(sm);
    std::vector<syntax::File *> files;
    for (auto &n : names)
      if (auto *f = parse(n, diags)) files.push_back(f);
    bool syntaxError = false;
    for (Report &r : diags.reports())
      if (r.text.starts_with("syntax error")) syntaxError = true;
    if ((!syntaxError || !cfg.gcChecks) && !files.empty()) types::check(path, files, cfg, diags);
    if (auditing && !diags.hasErrors()) runAudit(files);
    rendered = diags.render(0);
    return diags.reports();
  }
  std::string rendered;
};

bool errorcheck(Driver &d, const std::vector<std::string> &files, const types::Config &cfg, std::string &why) {
  return compareErrors(d.sm, files, d.checkFiles(files, cfg, "p"), why);
}

// internal/types/testdata: /* ERROR "substring" */ and /* ERRORx "regexp" */ stand right after the token at whose
// position the error is expected (or after the line's last token for // comments); columns may differ by a little.
struct Testdata {
  struct Want {
    uint32_t line;
    long col;
    std::string text;
    bool regex, used = false;
  };
  static std::vector<Want> read(const std::string &text) {
    std::vector<Want> out;
    uint32_t line = 1;
    size_t lineStart = 0;
    size_t tokStart = 0;
    uint32_t tokLine = 1;
    long tokCol = 0;
    for (size_t i = 0; i < text.size();) {
      char c = text[i];
      if (c == '\n') {
        line++;
        i++;
        lineStart = i;
        continue;
      }
      if (c == ' ' || c == '\t' || c == '\r') {
        i++;
        continue;
      }
      if (text.compare(i, 2, "/*") == 0 || text.compare(i, 2, "//") == 0) {
        bool block = text[i + 1] == '*';
        size_t e = block ? text.find("*/", i + 2) : text.find('\n', i);
        if (e == std::string::npos) e = text.size();
        std::string body = text.substr(i + 2, e - i - 2);
        size_t k = body.find_first_not_of(" \t");
        if (k != std::string::npos && body.compare(k, 5, "ERROR") == 0) {
          bool re = body.compare(k, 6, "ERRORx") == 0;
          for (auto &s : quotedStrings(body, body.find_first_not_of(" \t", k + (re ? 6 : 5)), false)) {
            out.push_back({tokLine, tokCol, s, re});
            break;
          }
        }
        for (size_t q = i; q < e && q < text.size(); q++)
          if (text[q] == '\n') {
            line++;
            lineStart = q + 1;
          }
        i = block ? e + 2 : e;
        continue;
      }
      tokStart = i;
      tokLine = line;
      tokCol = static_cast<long>(i - lineStart) + 1;
      if (isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80)) {
        while (i < text.size() && (isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_' || (text[i] & 0x80))) i++;
      } else if (c == '"') {
        for (i++; i < text.size() && text[i] != '"' && text[i] != '\n'; i++)
          if (text[i] == '\\') i++;
        i++;
      } else if (c == '\'') {
        for (i++; i < text.size() && text[i] != '\'' && text[i] != '\n'; i++)
          if (text[i] == '\\') i++;
        i++;
      } else if (c == '`') {
        for (i++; i < text.size() && text[i] != '`'; i++)
          if (text[i] == '\n') {
            line++;
            lineStart = i + 1;
          }
        i++;
      } else {
        static const char *const ops[] = {"<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=",
                                          ":=",  "+=",  "-=",  "*=",  "/=", "%=", "&=", "|=", "^=", "<<", ">>", "&^"};
        size_t len = 1;
        for (const char *o : ops)
          if (text.compare(i, std::char_traits<char>::length(o), o) == 0) {
            len = std::char_traits<char>::length(o);
            break;
          }
        i += len;
      }
    }
    (void)tokStart;
    return out;
  }
};

bool testdata(Driver &d, const std::string &path, std::string &why) {
  std::string text, err;
  if (!readFile(path, text, err)) return false;
  types::Config cfg = d.config(nullptr);
  cfg.langFlag = false;
  cfg.gcChecks = false;
  // // -lang=go1.17 on the first line
  if (text.starts_with("// -")) {
    std::string first = text.substr(0, text.find('\n'));
    size_t i = first.find("-lang=");
    if (i != std::string::npos) {
      cfg.goVersion = first.substr(i + 6);
      cfg.goVersion = cfg.goVersion.substr(0, cfg.goVersion.find_first_of(" \r"));
    }
  }
  auto want = Testdata::read(text);
  std::vector<Report> got = d.checkFiles({path}, cfg, "p");
  bool ok = true;
  std::ostringstream os;
  constexpr long kColDelta = 125; // types2's own tests allow 20 to 125
  for (Report &r : got) {
    Position p = d.sm.physicalPosition(r.pos);
    Testdata::Want *best = nullptr;
    for (auto &w : want) {
      if (w.used || w.line != p.line) continue;
      bool m = w.regex ? matchesRegex(w.text, r.text) : r.text.find(w.text) != std::string::npos;
      if (!m) continue;
      if (std::labs(w.col - static_cast<long>(p.col)) > kColDelta) continue;
      best = &w;
      break;
    }
    if (best) {
      best->used = true;
    } else {
      ok = false;
      os << "  " << p.line << ":" << p.col << ": unexpected: " << r.text << "\n";
    }
  }
  for (auto &w : want)
    if (!w.used) {
      ok = false;
      os << "  " << w.line << ":" << w.col << ": missing \"" << w.text << "\"\n";
    }
  why = os.str();
  return ok;
}

// rundir, compiledir and errorcheckdir: a directory of small packages that import each other as "./name". Files with the
// same package clause are one package, named after its first file; with `single` every file is one.
bool dirTest(Driver &d, const std::string &dir, bool single, std::string &why) {
  std::vector<std::string> files;
  for (auto &e : std::filesystem::directory_iterator(dir))
    if (e.path().extension() == ".go") files.push_back(e.path().string());
  std::sort(files.begin(), files.end());
  struct Group {
    std::string name, path;
    std::vector<std::string> files;
  };
  std::vector<Group> groups;
  std::map<std::string, types::Package *> done;
  for (auto &f : files) {
    Diagnostics ignored(d.sm);
    syntax::File *sf = d.parse(f, ignored);
    std::string name(sf && sf->pkgName ? sf->pkgName->value.str() : "");
    Group *g = nullptr;
    for (auto &x : groups)
      if (!single && x.name == name) g = &x;
    if (!g) {
      std::string base = f.substr(f.rfind('/') + 1);
      g = &groups.emplace_back(Group{name, base.substr(0, base.size() - 3), {}});
    }
    g->files.push_back(f);
  }
  bool ok = true;
  for (auto &g : groups) {
    types::Config cfg = d.config(nullptr);
    cfg.importer = [&](std::string_view path, Pos, std::string &err) -> types::Package * {
      std::string p(path);
      if (p.starts_with("./") || p.starts_with("test/")) {
        auto it = done.find(p.substr(p.find('/') + 1));
        if (it != done.end()) return it->second;
        err = "no such package";
        return nullptr;
      }
      return d.import(p, nullptr, err);
    };
    Diagnostics diags(d.sm);
    std::vector<syntax::File *> trees;
    for (auto &f : g.files)
      if (auto *sf = d.parse(f, diags)) trees.push_back(sf);
    done[g.path] = types::check("test/" + g.path, trees, cfg, diags);
    if (d.auditing && !diags.hasErrors()) d.runAudit(trees);
    std::string w;
    if (!compareErrors(d.sm, g.files, diags.reports(), w)) {
      ok = false;
      why += w;
    }
  }
  return ok;
}

} // namespace

int main(int argc, char **argv) {
  Driver d;
  const char *list = std::getenv("GOLEM_STDLIST");
  d.readList(list ? list : "/tmp/stdlist.txt");
  std::vector<std::string> args(argv + 1, argv + argc);
  if (args.empty()) return 2;
  if (args[0] == "-nobodies") {
    d.ignoreBodies = true;
    args.erase(args.begin());
  }
  std::string mode = args[0];
  if (mode == "-parallel") {
    d.parallel(args.size() > 1 ? static_cast<unsigned>(std::atoi(args[1].c_str())) : 2);
    return 0;
  }
  auto quietFlag = std::getenv("QUIET") != nullptr;
  if (mode == "std") {
    std::vector<std::string> which(args.begin() + 1, args.end());
    if (which.empty()) which = d.order;
    auto t0 = std::chrono::steady_clock::now();
    std::string err;
    for (auto &p : which) d.import(p, nullptr, err);
    double total = std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count();
    std::fputs(d.printed.c_str(), stdout);
    std::printf("%zu packages, %zu with errors, %zu lines; parse %.2fs check %.2fs total %.2fs\n", which.size(), d.failed.size(), d.lines, d.parseTime,
                d.checkTime, total);
    return d.failed.empty() ? 0 : 1;
  }
  if (mode == "-print") { // each file's errors, for comparing with another compiler
    for (size_t i = 1; i < args.size(); i++) {
      d.checkFiles({args[i]}, d.config(nullptr), "p");
      std::printf("== %s\n%s", args[i].c_str(), d.rendered.c_str());
    }
    return 0;
  }
  if (mode == "-dirs" || mode == "-dirs1") {
    size_t pass = 0;
    for (size_t i = 1; i < args.size(); i++) {
      std::string why;
      std::fprintf(stderr, "%s\r", args[i].c_str());
      bool ok = dirTest(d, args[i], mode == "-dirs1", why);
      pass += ok;
      if (!ok) std::printf("FAIL %s\n%s", args[i].c_str(), why.c_str());
    }
    std::printf("%zu of %zu pass\n", pass, args.size() - 1);
    return 0;
  }
  if (mode == "-errorcheck" || mode == "-accept" || mode == "-testdata") {
    if (mode == "-testdata") types::definePredeclaredTestFuncs();
    size_t pass = 0, total = 0;
    for (size_t i = 1; i < args.size(); i++) {
      total++;
      std::string why;
      types::Config cfg = d.config(nullptr);
      if (const char *lang = std::getenv("GOLANG")) cfg.goVersion = lang;
      std::fprintf(stderr, "%s\r", args[i].c_str());
      bool ok;
      if (mode == "-errorcheck") {
        ok = errorcheck(d, {args[i]}, cfg, why);
      } else if (mode == "-testdata") {
        ok = testdata(d, args[i], why);
      } else {
        ok = d.checkFiles({args[i]}, cfg, "main").empty();
        why = d.rendered;
      }
      pass += ok;
      if (!ok && !quietFlag) std::printf("FAIL %s\n%s", args[i].c_str(), why.c_str());
      std::fflush(stdout);
    }
    std::printf("%zu of %zu pass\n", pass, total);
    return 0;
  }
  types::Config cfg = d.config(nullptr);
  auto reports = d.checkFiles(args, cfg, "main");
  std::fputs(d.printed.c_str(), stdout);
  std::fputs(d.rendered.c_str(), stdout);
  return reports.empty() ? 0 : 1;
}
