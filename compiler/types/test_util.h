// Checking a source text in a test.
#pragma once
#include "compiler/syntax/parse.h"
#include "compiler/types/audit.h"
#include "compiler/types/checker.h"
#include <string>

namespace golem::types {

struct Checked {
  SourceManager sm;
  Arena arena;
  Diagnostics diags{sm};
  Config cfg;
  std::vector<syntax::File *> files;
  Package *pkg = nullptr;

  explicit Checked(const std::string &text, const std::string &version = "go1.26", bool ignoreBodies = false) {
    cfg.goVersion = version;
    cfg.ignoreFuncBodies = ignoreBodies;
    SourceFile *src = sm.add("p.go", "/p.go", "package p\n" + text);
    syntax::ParseMode mode;
    mode.genericMethods = version == "go1.27";
    files.push_back(syntax::parseFile(src, arena, diags, mode));
    pkg = check("p", files, cfg, diags);
  }
  std::string errors() { return diags.render(0); }
  template <class T> T *get(const char *name) { return objAs<T>(pkg->scope->lookup(golem::Name::intern(name))); }
  Type *type(const char *name) {
    Object *o = pkg->scope->lookup(golem::Name::intern(name));
    return o ? o->type : nullptr;
  }
  // The audit's findings, as text.
  std::string findings() {
    std::string s;
    for (auto &r : audit(files)) s += r.text + "\n";
    return s;
  }
};

} // namespace golem::types
