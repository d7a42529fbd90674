// syntax_bench [--times=N] [--skim] [--scan] FILE|DIR...   lines per second on one core
// syntax_bench --check FILE|DIR...                         parses every .go file, prints what is reported
// syntax_bench --examples FILE                             the first message for each program of a NUL-separated list
// syntax_bench --print | --dump FILE                       source-like text, or the tree
#include "compiler/syntax/parse.h"
#include "compiler/syntax/scanner.h"
#include "compiler/syntax/grammar.hh"
#include <algorithm>
#include <ctime>
#include <cstdio>
#include <filesystem>
#include <memory>

using namespace golem;
namespace fs = std::filesystem;

int main(int argc, char **argv) {
  std::vector<std::string> paths;
  bool check = false, skim = false, scan = false, print = false, dump = false, examples = false;
  int times = 1;
  for (int i = 1; i < argc; i++) {
    std::string a = argv[i];
    if (a == "--check") check = true;
    else if (a == "--skim") skim = true;
    else if (a == "--scan") scan = true;
    else if (a == "--examples") examples = true;
    else if (a == "--print") print = true;
    else if (a == "--dump") dump = true;
    else if (a.starts_with("--times=")) times = std::atoi(a.c_str() + 8);
    else if (std::error_code ec; fs::is_directory(a, ec)) {
      for (auto it = fs::recursive_directory_iterator(a, ec); it != fs::recursive_directory_iterator(); it.increment(ec))
        if (it->path().extension() == ".go" && it->is_regular_file(ec)) paths.push_back(it->path());
    } else paths.push_back(a);
  }
  if (examples && !paths.empty()) {
    std::string text, err;
    if (!readFile(paths[0], text, err)) return 1;
    for (size_t at = 0; at < text.size();) {
      size_t end = std::min(text.find('\0', at), text.size());
      SourceManager sm;
      Arena arena;
      Diagnostics diags(sm);
      syntax::parseFile(sm.add("x", "x", text.substr(at, end - at)), arena, diags);
      std::string out = diags.render(0);
      std::printf("%s\n", out.substr(0, out.find('\n')).c_str());
      at = end + 1;
    }
    return 0;
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts(paths.size());
  size_t lines = 0, bytes = 0, failed = 0;
  for (size_t i = 0; i < paths.size(); i++) {
    std::string err;
    if (!readFile(paths[i], texts[i], err)) std::fprintf(stderr, "%s: %s\n", paths[i].c_str(), err.c_str());
    lines += static_cast<size_t>(std::count(texts[i].begin(), texts[i].end(), '\n'));
    bytes += texts[i].size();
  }
  double best = 1e9;
  for (int t = 0; t < times; t++) {
    SourceManager sm;
    std::vector<SourceFile *> files;
    for (size_t i = 0; i < paths.size(); i++) files.push_back(sm.add(paths[i], paths[i], texts[i]));
    auto arena = std::make_unique<Arena>();
    std::clock_t start = std::clock(); // processor time: other programs don't count
    for (SourceFile *f : files) {
      Diagnostics diags(sm);
      if (scan) {
        syntax::Scanner s(f, *arena, diags, nullptr);
        s.prepare();
        while (s.scan() != T_YYEOF) {}
        continue;
      }
      syntax::ParseMode mode;
      mode.skimBodies = skim;
      syntax::File *file = syntax::parseFile(f, *arena, diags, mode);
      if (print) std::fputs(syntax::printFile(file).c_str(), stdout);
      if (dump) std::fputs(syntax::dumpFile(file, sm).c_str(), stdout);
      if (diags.hasErrors() && t == 0) {
        failed++;
        if (check || print || dump) std::fputs(diags.render(0).c_str(), check ? stdout : stderr);
      }
      if (arena && f != files.back() && f->base % 64 == 0) arena = std::make_unique<Arena>();
    }
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  if (!print && !dump)
    std::printf("%zu files, %zu lines, %.1f MB; %zu with errors; %.3f s, %.2f M lines/s\n", paths.size(), lines, static_cast<double>(bytes) / 1e6, failed, best,
                static_cast<double>(lines) / best / 1e6);
  return failed ? 1 : 0;
}
