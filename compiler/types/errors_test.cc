// Golden tests of diagnostics: testdata/errors/*.go with the expected errors in comments; and that the golden files
// together produce most of diagnostics.def.
#include "compiler/types/errorcheck.h"
#include "compiler/types/test_util.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

using namespace golem;

namespace {
std::vector<std::string> goldenFiles() {
  std::vector<std::string> out;
  for (auto &e : std::filesystem::directory_iterator(GOLEM_ERRORS_DIR))
    if (e.path().extension() == ".go") out.push_back(e.path().string());
  std::sort(out.begin(), out.end());
  return out;
}

types::Package *fakeOS() {
  static types::Package *os = [] {
    auto *p = new types::Package;
    p->scope = types::make<types::Scope>();
    p->complete = true;
    return p;
  }();
  return os;
}

std::vector<Report> checkFile(SourceManager &sm, Arena &arena, const std::string &path) {
  Diagnostics diags(sm);
  std::string text, err;
  REQUIRE(readFile(path, text, err));
  SourceFile *src = sm.add(path, path, text);
  syntax::File *f = syntax::parseFile(src, arena, diags);
  types::Config cfg;
  // The golden files import nothing but unsafe and packages of which only the names matter.
  cfg.importer = [](std::string_view p, Pos, std::string &) {
    auto *pkg = new types::Package(*fakeOS());
    pkg->path = p;
    pkg->name = golem::Name::intern(p);
    return pkg;
  };
  types::check("p", {f}, cfg, diags);
  return diags.reports();
}
} // namespace

TEST_CASE("golden error files") {
  for (auto &f : goldenFiles()) {
    SourceManager sm;
    Arena arena;
    auto got = checkFile(sm, arena, f);
    std::string why;
    bool ok = types::compareErrors(sm, {f}, got, why);
    INFO(f << "\n" << why);
    CHECK(ok);
  }
}

TEST_CASE("the golden files cover the diagnostics") {
  std::set<Diag> seen;
  for (auto &f : goldenFiles()) {
    SourceManager sm;
    Arena arena;
    for (Report &r : checkFile(sm, arena, f)) seen.insert(r.id);
  }
  // Entries whose names begin with Types are messages of their own; the others are parts of messages.
  std::string missing;
  size_t total = 0, covered = 0;
#define DIAG(id, text) \
  if (std::string(#id).starts_with("Types")) { \
    total++; \
    if (seen.count(Diag::id)) covered++; \
    else missing += #id " "; \
  }
#include "compiler/types/diagnostics.def"
#undef DIAG
  INFO(covered << " of " << total << ", missing: " << missing);
  CHECK(covered * 100 >= total * 65);
}
