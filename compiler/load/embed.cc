// //go:embed: from the patterns of a package's directives to files. In: directory and patterns. Out: for each pattern the
// files, relative to the directory, sorted; their names and contents become part of the package's content hash.
//
// The rules are cmd/go's: a pattern is path.Match's with slashes; it may name a directory, of which everything is taken but
// names that begin with '.' or '_' (unless the pattern begins with "all:"); nothing outside the module, nothing irregular.
#include "compiler/load/loader.h"
#include <algorithm>
#include <filesystem>
#include <fnmatch.h>

namespace golem::load {

namespace fs = std::filesystem;

namespace {
// io/fs.ValidPath, and not ".".
bool validPattern(std::string_view p) {
  if (p.empty() || p == ".") return false;
  for (size_t at = 0; at <= p.size();) {
    size_t end = std::min(p.find('/', at), p.size());
    std::string_view elem = p.substr(at, end - at);
    if (elem.empty() || elem == "." || elem == "..") return false;
    at = end + 1;
  }
  int open = 0; // unclosed brackets and a trailing backslash are syntax errors of path.Match
  for (size_t i = 0; i < p.size(); i++) {
    if (p[i] == '\\' && ++i == p.size()) return false;
    else if (p[i] == '[') open++;
    else if (p[i] == ']' && open) open--;
  }
  return open == 0;
}
// Names that a module's zip could not hold.
bool badName(std::string_view name) {
  if (name.empty() || name == ".bzr" || name == ".hg" || name == ".git" || name == ".svn" || name.back() == '.') return true;
  for (unsigned char c : name)
    if (c < ' ' || c == 0x7f || std::string_view("\"'*<>?`|/\\:;").find(static_cast<char>(c)) != std::string_view::npos) return true;
  return false;
}

struct Embedder {
  std::string dir;
  std::string error;
  std::vector<std::string> list;

  bool fail(std::string text) {
    error = std::move(text);
    return false;
  }
  void glob(const std::string &base, std::string_view pattern, std::vector<std::string> &out) {
    size_t slash = pattern.find('/');
    std::string elem(pattern.substr(0, slash));
    std::vector<std::string> names;
    std::error_code ec;
    for (fs::directory_iterator it(dir + (base.empty() ? "" : "/" + base), ec), end; !ec && it != end; it.increment(ec)) {
      std::string name = it->path().filename();
      if (fnmatch(elem.c_str(), name.c_str(), FNM_PATHNAME) == 0) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    for (const std::string &n : names) {
      std::string rel = base.empty() ? n : base + "/" + n;
      if (slash == std::string_view::npos) out.push_back(rel);
      else if (fs::is_directory(dir + "/" + rel, ec)) glob(rel, pattern.substr(slash + 1), out);
    }
  }
  bool walk(const std::string &rel, bool all, size_t &count) {
    std::error_code ec;
    std::vector<fs::path> entries;
    for (fs::directory_iterator it(dir + "/" + rel, ec), end; !ec && it != end; it.increment(ec)) entries.push_back(it->path());
    std::sort(entries.begin(), entries.end());
    for (const fs::path &e : entries) {
      std::string name = e.filename(), r = rel + "/" + name;
      fs::file_status st = fs::symlink_status(e, ec);
      bool isDir = st.type() == fs::file_type::directory, hidden = name[0] == '.' || name[0] == '_';
      if ((hidden && !all) || (badName(name) && (isDir || hidden))) continue;
      if (badName(name)) return fail("cannot embed file " + r + ": invalid name " + name);
      if (isDir) {
        if (!fs::exists(e / "go.mod", ec) && !walk(r, all, count)) return false;
      } else if (st.type() == fs::file_type::regular) {
        list.push_back(r);
        count++;
      }
    }
    return true;
  }
  bool resolve(std::string_view pattern) {
    bool all = pattern.starts_with("all:");
    std::string_view globbed = all ? pattern.substr(4) : pattern;
    if (!validPattern(globbed)) return fail("invalid pattern syntax");
    std::vector<std::string> matches;
    glob("", globbed, matches);
    std::error_code ec;
    for (const std::string &rel : matches) {
      fs::file_status st = fs::symlink_status(dir + "/" + rel, ec);
      bool isDir = st.type() == fs::file_type::directory;
      std::string what = std::string("cannot embed ") + (isDir ? "directory " : "file ") + rel + ": ";
      for (fs::path d = rel; !d.empty(); d = d.parent_path()) {
        if (fs::exists(fs::path(dir) / d / "go.mod", ec)) return fail(what + "in different module");
        if (d != rel && fs::symlink_status(fs::path(dir) / d, ec).type() != fs::file_type::directory) return fail(what + "in non-directory " + d.string());
        std::string elem = d.filename();
        if (badName(elem)) return fail(what + (d == rel ? "invalid name " : "in invalid directory ") + elem);
      }
      if (isDir) {
        size_t count = 0;
        if (!walk(rel, all, count)) return false;
        if (count == 0) return fail("cannot embed directory " + rel + ": contains no embeddable files");
      } else if (st.type() == fs::file_type::regular) {
        list.push_back(rel);
      } else {
        return fail("cannot embed irregular file " + rel);
      }
    }
    if (list.empty()) return fail("no matching files found");
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return true;
  }
};
} // namespace

void Loader::resolveEmbeds(Package *p, const syntax::File *file) {
  for (const syntax::EmbedDirective &d : file->embeds) {
    std::vector<std::string> patterns;
    std::string_view rest;
    if (!syntax::parseEmbedPatterns(d.args, patterns, rest)) continue; // reported
    size_t cursor = 0;
    for (const std::string &pattern : patterns) {
      size_t at = d.args.find(pattern, cursor);
      if (at == std::string_view::npos) at = cursor; // quoted with escapes
      cursor = std::min(at + pattern.size(), d.args.size());
      if (p->embeds.count(pattern)) continue;
      Embedder e{p->dir, {}, {}};
      if (!e.resolve(pattern)) {
        if (at > 0 && (d.args[at - 1] == '"' || d.args[at - 1] == '`')) at--;
        auto offset = static_cast<uint32_t>(d.args.data() - file->source->text.data() + static_cast<ptrdiff_t>(at));
        fail(p, file->source->pos(offset), Diag::LoadEmbed, {pattern, e.error});
        continue;
      }
      std::string text, err;
      for (const std::string &f : e.list) {
        if (!readFile(p->dir + "/" + f, text, err)) {
          fail(p, d.pos, Diag::LoadEmbed, {pattern, f + ": " + err});
          continue;
        }
        p->contentHash = mixHash(mixHash(p->contentHash, f), text);
      }
      p->embeds.emplace(pattern, std::move(e.list));
    }
  }
}

} // namespace golem::load
