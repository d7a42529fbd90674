// syntax_errgen errors.txt error_table.inc: runs the parser over the wrong examples and writes which words belong to which
// (state, token). See errors.txt for the format.
#include "compiler/syntax/error_table.h"
#include "compiler/syntax/parser.h"
#include <cstdio>
#include <map>

using namespace golem;
using namespace golem::syntax;

namespace golem::syntax {
std::string_view errorMessage(int, int) { return "?"; } // the table is what this program makes
} // namespace golem::syntax

namespace {
struct Found {
  int state = -1, symbol = -1;
};
Found firstError(const std::string &text) {
  SourceManager sm;
  Diagnostics diags(sm);
  Arena arena;
  SourceFile *src = sm.add("example", "example", text);
  File file{};
  file.source = src;
  file.arena = &arena;
  Parser p(src, arena, diags, {});
  p.file = &file;
  Found found;
  p.onError = [&](int state, int symbol, std::string) {
    if (found.state < 0) found = {state, symbol};
  };
  p.scanner.prepare();
  p.parse();
  return found;
}
std::string expand(std::string_view line) {
  std::string out;
  for (size_t i = 0; i < line.size();) {
    if (line.substr(i).starts_with("↵")) {
      out += '\n';
      i += 3;
    } else {
      out += line[i++];
    }
  }
  return out;
}
} // namespace

int main(int argc, char **argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: syntax_errgen errors.txt error_table.inc\n");
    return 2;
  }
  std::string text, err;
  if (!readFile(argv[1], text, err)) {
    std::fprintf(stderr, "syntax_errgen: %s: %s\n", argv[1], err.c_str());
    return 1;
  }
  std::map<std::pair<int, int>, std::string> exact;
  std::map<int, std::string> any;
  std::string words;
  int lineNo = 0, bad = 0;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\n', at);
    if (end == std::string::npos) end = text.size();
    std::string line = text.substr(at, end - at);
    at = end + 1;
    lineNo++;
    if (line.empty() || line[0] == '#') continue;
    if (line.starts_with("== ")) {
      words = line.substr(3);
      continue;
    }
    if (line == "==") {
      words.clear();
      continue;
    }
    Found f = firstError(expand(line));
    if (f.state < 0) {
      std::fprintf(stderr, "%s:%d: the example has no syntax error: %s\n", argv[1], lineNo, line.c_str());
      bad = 1;
      continue;
    }
    auto [it, added] = exact.try_emplace({f.state, f.symbol}, words);
    if (!added && it->second != words) {
      std::fprintf(stderr, "%s:%d: state %d has other words for this token already: \"%s\": %s\n", argv[1], lineNo, f.state,
                   it->second.c_str(), line.c_str());
      bad = 1;
    }
    any.try_emplace(f.state, words);
  }
  if (bad) return 1;
  // Words equal to the state's are left to the state.
  std::map<std::pair<int, int>, std::string> table;
  for (auto &[state, w] : any) table[{state, -1}] = w;
  for (auto &[key, w] : exact)
    if (w != any[key.first]) table[key] = w;
  std::FILE *out = std::fopen(argv[2], "w");
  if (!out) {
    std::perror(argv[2]);
    return 1;
  }
  for (auto &[key, w] : table) std::fprintf(out, "{%d, %d, \"%s\"},\n", key.first, key.second, w.c_str());
  return std::fclose(out) == 0 ? 0 : 1;
}
