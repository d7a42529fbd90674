// syntax_errgen errors.txt error_table.inc: runs the parser over the wrong examples and writes which words belong to which
// (state, asking state, token). See errors.txt for the format. `syntax_errgen --probe FILE` reads examples separated by NUL bytes and prints
// "state ask symbol offset" of each one's first error, for finding new examples.
#include "compiler/syntax/error_table.h"
#include "compiler/syntax/parser.h"
#include <cstdio>
#include <cstring>
#include <map>
#include <tuple>

using namespace golem;
using namespace golem::syntax;

namespace golem::syntax {
std::string_view errorMessage(int, int, int) { return "?"; } // the table is what this program makes
} // namespace golem::syntax

namespace {
struct Found {
  int state = -1, ask = -1, symbol = -1;
  uint32_t offset = 0; // of the offending token
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
  p.onError = [&](int state, int ask, int symbol) {
    if (found.state < 0) found = {state, ask, symbol, p.lastOffset - src->base};
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
  if (argc == 3 && std::string_view(argv[1]) == "--probe") {
    std::string text, err;
    if (!readFile(argv[2], text, err)) return 1;
    for (size_t at = 0; at < text.size();) {
      size_t end = std::min(text.find('\0', at), text.size());
      Found f = firstError(text.substr(at, end - at));
      std::printf("%d %d %d %u\n", f.state, f.ask, f.symbol, f.offset);
      at = end + 1;
    }
    return 0;
  }
  if (argc != 3) {
    std::fprintf(stderr, "usage: syntax_errgen errors.txt error_table.inc\n");
    return 2;
  }
  std::string text, err;
  if (!readFile(argv[1], text, err)) {
    std::fprintf(stderr, "syntax_errgen: %s: %s\n", argv[1], err.c_str());
    return 1;
  }
  using Key = std::tuple<int, int, int>; // state, ask, symbol; -1 for any
  std::map<Key, std::string> table;
  std::map<Key, int> fromLine;
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
    char mark = line[0];
    if (line.size() < 3 || !std::strchr("*+ ", mark) || line[1] != ' ') {
      std::fprintf(stderr, "%s:%d: an example begins with '* ', '+ ' or two blanks\n", argv[1], lineNo);
      bad = 1;
      continue;
    }
    Found f = firstError(expand(std::string_view(line).substr(2)));
    if (f.state < 0) {
      std::fprintf(stderr, "%s:%d: the example has no syntax error: %s\n", argv[1], lineNo, line.c_str());
      bad = 1;
      continue;
    }
    Key key(f.state, mark == '*' ? -1 : f.ask, mark == ' ' ? f.symbol : -1);
    auto [it, added] = table.try_emplace(key, words);
    if (!added && it->second != words) {
      std::fprintf(stderr, "%s:%d: line %d has other words for the same states and token: %s\n", argv[1], lineNo, fromLine[key], line.c_str());
      bad = 1;
    }
    fromLine.try_emplace(key, lineNo);
  }
  if (bad) return 1;
  std::FILE *out = std::fopen(argv[2], "w");
  if (!out) {
    std::perror(argv[2]);
    return 1;
  }
  for (auto &[key, w] : table) std::fprintf(out, "{%d, %d, %d, \"%s\"},\n", std::get<0>(key), std::get<1>(key), std::get<2>(key), w.c_str());
  return std::fclose(out) == 0 ? 0 : 1;
}
