// Reporting: where an error stands, its continuation lines, which follow-on errors are kept quiet, package qualifiers.
#include "compiler/types/checker.h"
#include <algorithm>

namespace golem::types {

At::At(const Node *n) : pos(n ? syn::startPos(n) : Pos{}) {}
At::At(const Operand *x) : pos(x->expr ? syn::startPos(x->expr) : Pos{}) {}

bool lessPos(Pos a, Pos b) { return a < b; }

std::string Checker::formatList(Diag id, const std::string *args, size_t n) {
  std::string_view v[8];
  for (size_t i = 0; i < n && i < 8; i++) v[i] = args[i];
  return formatDiag(id, {v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]});
}

void Checker::add(ErrorDesc &err, At at, std::string text) { err.lines.push_back({at.pos, std::move(text)}); }

void Checker::addAltDecl(ErrorDesc &err, Object *other) {
  if (other->pos) addf(err, other, Diag::TypesOtherDecl, other->name);
}

std::string Checker::posString(Pos p) {
  Position q = diags.sources().position(p);
  if (!q.line) return "?";
  std::string s = std::string(q.file) + ":" + std::to_string(q.line);
  if (q.col) s += ":" + std::to_string(q.col);
  return s;
}

void Checker::report(ErrorDesc &err) {
  if (err.empty()) return;
  // Errors that mention invalid operands or types (not at the start) follow from ones already reported.
  const std::string &first = err.lines[0].text;
  if (firstError_) {
    auto at = [&](const char *s) {
      size_t i = first.find(s);
      return i != std::string::npos && i > 0;
    };
    if (at("invalid operand") || at("invalid type")) return;
  }
  std::string text = first;
  for (size_t i = 1; i < err.lines.size(); i++) {
    text += "\n\t";
    if (err.lines[i].pos) text += posString(err.lines[i].pos) + ": ";
    text += err.lines[i].text;
  }
  Pos pos = err.lines[0].pos;
  // In an inherited constant initializer the position is that of the constant at hand.
  if (env.errpos) pos = env.errpos;
  firstError_ = true;
  // gc keeps one of several equal messages for a line: the one that is reported first.
  if (cfg.gcChecks) {
    Position at = diags.sources().position(pos), last = diags.sources().position(lastPos_);
    bool repeat = lastPos_ && at.line == last.line && at.file == last.file && text == lastText_;
    lastPos_ = pos;
    if (repeat) return;
    lastText_ = text;
  }
  diags.reportText(pos, err.id, explainVersion(pos, std::move(text)), err.soft);
  err.lines.clear();
}

void Checker::versionError(At at, int v, Diag, const std::string &what) { errorf(at, Diag::TypesVersion, what, versionString(v)); }

// Messages that ask for a newer version say where the present one comes from: the file's build line, or the -lang flag.
std::string Checker::explainVersion(Pos pos, std::string text) {
  size_t i = text.find("requires go1.");
  if (!cfg.langFlag || i == std::string::npos || text.find(" or later", i) == std::string::npos) return text;
  const SourceFile *src = diags.sources().file(pos);
  for (size_t k = 0; k < files_.size() && k < fileVersions_.size(); k++)
    if (files_[k]->source == src && parseVersion(files_[k]->goVersion) != kNoVersion && parseVersion(files_[k]->goVersion) == fileVersions_[k])
      return format(Diag::TypesVersionFile, text, versionString(fileVersions_[k]));
  return format(Diag::TypesVersionLang, text, cfg.goVersion);
}

// How a package is named in messages: not at all if it is the one being checked, by its path if its name is ambiguous.
std::string Checker::qualifier(Package *p) {
  if (p == pkg) return "";
  if (!pkgPathsKnown_) {
    pkgPathsKnown_ = true;
    std::unordered_set<Package *> seen;
    std::vector<Package *> todo{pkg};
    while (!todo.empty()) {
      Package *q = todo.back();
      todo.pop_back();
      if (!seen.insert(q).second) continue;
      auto &paths = pkgPaths_[std::string(q->name.str())];
      if (std::find(paths.begin(), paths.end(), q->path) == paths.end()) paths.push_back(q->path);
      for (Package *i : q->imports) todo.push_back(i);
    }
  }
  auto it = pkgPaths_.find(std::string(p->name.str()));
  if (it != pkgPaths_.end() && it->second.size() > 1) return "\"" + p->path + "\"";
  return std::string(p->name.str());
}

namespace {
std::string_view tail(std::string_view s) {
  size_t i = 1;
  while (i < s.size() && (static_cast<unsigned char>(s[i]) & 0xc0) == 0x80) i++;
  return s.size() > i ? s.substr(i) : s;
}
} // namespace

// Why a selector or literal key wasn't found, given an object whose name differs only in case or that isn't accessible.
std::string Checker::lookupErrorText(Type *t, Ident sel, Object *obj, bool structLit) {
  enum { Missing, Misspelled, Unexported, Inaccessible } e = Missing;
  std::string_view s = sel.str(), alt;
  if (obj) {
    alt = obj->name.str();
    bool altExported = obj->name.isExported();
    if (obj->pkg == pkg) {
      e = Misspelled;
    } else if (sel.isExported()) {
      if (altExported) e = Misspelled;
      else if (tail(s) == tail(alt)) e = Unexported;
    } else if (altExported) {
      if (tail(s) == tail(alt)) e = Misspelled;
    } else if (s == alt) {
      e = Inaccessible;
    }
  }
  if (structLit) {
    switch (e) {
    case Missing: return format(Diag::TypesLitUnknownField, s, t);
    case Misspelled: return format(Diag::TypesLitUnknownFieldBut, s, t, alt);
    case Unexported: return format(Diag::TypesLitUnknownFieldUnexported, s, t, alt);
    case Inaccessible: return format(Diag::TypesLitInaccessible, alt, t);
    }
  }
  const char *what = !obj ? "object" : obj->kind == ObjectKind::Var ? "field" : obj->kind == ObjectKind::Func ? "method" : "object";
  switch (e) {
  case Missing: return format(Diag::CauseNoField, t, s);
  case Misspelled: return format(Diag::CauseNoFieldBut, t, s, what, alt);
  case Unexported: return format(Diag::CauseNoFieldUnexported, t, s, what, alt);
  case Inaccessible: return format(Diag::CauseInaccessible, what, alt);
  }
  return "";
}

} // namespace golem::types
