// //go: directives: pragmas of functions, linknames, embeds, the version of //go:build. The scanner calls directive() while
// it looks for the next token, so a directive is known before the declaration behind it; declarations take the pragmas in
// front of them by position, and whatever no declaration took is misplaced.
#include "compiler/syntax/constraint.h"
#include "compiler/syntax/parser.h"

namespace golem::syntax {

namespace {
struct PragmaName {
  std::string_view verb;
  uint32_t flags;
};
constexpr PragmaName kPragmas[] = {
    {"go:build", kPragmaGoBuild},
    {"go:noescape", kPragmaNoescape},
    {"go:norace", kPragmaNorace},
    {"go:nosplit", kPragmaNosplit | kPragmaNoCheckPtr},
    {"go:noinline", kPragmaNoinline},
    {"go:nocheckptr", kPragmaNoCheckPtr},
    {"go:systemstack", kPragmaSystemstack},
    {"go:nowritebarrier", kPragmaNowritebarrier},
    {"go:nowritebarrierrec", kPragmaNowritebarrierrec | kPragmaNowritebarrier},
    {"go:yeswritebarrierrec", kPragmaYeswritebarrierrec},
    {"go:cgo_unsafe_args", kPragmaCgoUnsafeArgs | kPragmaNoCheckPtr},
    {"go:uintptrkeepalive", kPragmaUintptrKeepAlive},
    {"go:uintptrescapes", kPragmaUintptrEscapes | kPragmaUintptrKeepAlive},
    {"go:registerparams", kPragmaRegisterParams},
};

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }

std::vector<std::string_view> splitFields(std::string_view s) {
  std::vector<std::string_view> out;
  for (size_t i = 0; i < s.size();) {
    while (i < s.size() && isSpace(s[i])) i++;
    size_t from = i;
    while (i < s.size() && !isSpace(s[i])) i++;
    if (i > from) out.push_back(s.substr(from, i - from));
  }
  return out;
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && isSpace(s.front())) s.remove_prefix(1);
  while (!s.empty() && isSpace(s.back())) s.remove_suffix(1);
  return s;
}
} // namespace

// The patterns of a //go:embed line: words, or quoted Go strings. False, with `rest` the offending text, if a quote is off.
bool parseEmbedPatterns(std::string_view args, std::vector<std::string> &out, std::string_view &rest) {
  for (args = trim(args); !args.empty(); args = trim(args)) {
    std::string pattern;
    rest = args;
    if (args[0] == '`') {
      size_t end = args.find('`', 1);
      if (end == std::string_view::npos) return false;
      pattern = args.substr(1, end - 1);
      args.remove_prefix(end + 1);
    } else if (args[0] == '"') {
      size_t end = 1;
      while (end < args.size() && args[end] != '"') end += args[end] == '\\' ? 2 : 1;
      if (end >= args.size()) return false;
      rest = args.substr(0, end + 1);
      if (!unquote(rest, pattern)) return false;
      rest = args;
      args.remove_prefix(end + 1);
    } else {
      size_t end = 0;
      while (end < args.size() && !isSpace(args[end])) end++;
      pattern = args.substr(0, end);
      args.remove_prefix(end);
    }
    if (!args.empty() && !isSpace(args[0])) {
      rest = args;
      return false;
    }
    out.push_back(std::move(pattern));
  }
  return true;
}

void Parser::directive(Pos pos, bool blankLine, std::string_view text) {
  if (!file->pkgName && text.starts_with("go:build ")) {
    BuildExpr e;
    if (parseBuildExpr(text.substr(9), e)) file->goVersion = arena.copy(minimumGoVersion(e));
  }
  if (!blankLine) {
    errorAt(pos.v, Diag::MisplacedDirective);
    return;
  }
  if (text.starts_with("go:linkname ")) {
    auto f = splitFields(text);
    if (f.size() < 2 || f.size() > 3) errorAt(pos.v, Diag::LinknameUsage);
    else linknames.push_back({pos, f[1], f.size() == 3 ? f[2] : std::string_view()});
    return;
  }
  if (text == "go:embed" || text.starts_with("go:embed ")) {
    std::vector<std::string> patterns;
    std::string_view rest;
    if (!parseEmbedPatterns(text.substr(8), patterns, rest)) {
      errorAt(pos.v, Diag::EmbedBadQuote, {rest});
      patterns.clear();
    }
    if (patterns.empty()) {
      errorAt(pos.v, Diag::EmbedUsage);
      return;
    }
    embeds.push_back({pos, trim(text.substr(8))});
    pragmas.push_back({pos.v, kPragmaEmbed});
    return;
  }
  std::string_view verb = text.substr(0, text.find(' '));
  for (const PragmaName &p : kPragmas)
    if (p.verb == verb) pragmas.push_back({pos.v, p.flags});
}

// The flags of the directives in front of `before`; those the declaration can't use are misplaced.
uint32_t Parser::takePragma(uint32_t before, uint32_t allowed) {
  if (pragmas.empty()) return 0;
  uint32_t flags = 0;
  std::erase_if(pragmas, [&](const PendingPragma &p) {
    if (p.pos >= before) return false;
    flags |= p.flags & allowed;
    if (p.flags & ~allowed) errorAt(p.pos, p.flags & kPragmaEmbed ? Diag::MisplacedEmbed : Diag::MisplacedDirective);
    return true;
  });
  return flags;
}

void Parser::dropPragmas(uint32_t before) {
  if (!pragmas.empty()) takePragma(before, 0);
}

void Parser::finishFile() {
  if (!stop) dropPragmas(UINT32_MAX);
  reportEmptyIndices();
  file->decls = arena.copy(decls);
  file->linknames = arena.copy(linknames);
  file->embeds = arena.copy(embeds);
  file->eof = source->pos(source->size());
}

} // namespace golem::syntax
