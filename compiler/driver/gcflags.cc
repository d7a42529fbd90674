// -gcflags: the compiler's flags for each package, as `go build` gives them: [pattern=]flags; without a pattern they are for the packages
// named on the command line, and the last one that fits a package counts.
#include "compiler/driver/driver.h"
#include "compiler/inspect/inspect.h"
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <sstream>

namespace golem::driver {

namespace {
// "net/..." matches net and what is below it; "all" everything; "std" the standard library.
bool matches(std::string_view pattern, const load::Package &p) {
  if (pattern == "all" || pattern == "...") return true;
  if (pattern == "std") return p.path.find('.') == std::string::npos && !p.isRoot;
  if (pattern.ends_with("/...")) {
    pattern.remove_suffix(4);
    return p.path == pattern || p.path.starts_with(std::string(pattern) + "/");
  }
  return p.path == pattern;
}
// The compiler's flags that go build passes on. Those that golem has no use for are accepted.
bool isFlag(std::string_view name) {
  static constexpr std::string_view names[] = {"0",
                                               "+",
                                               "%",
                                               "B",
                                               "C",
                                               "D",
                                               "E",
                                               "I",
                                               "K",
                                               "L",
                                               "N",
                                               "S",
                                               "W",
                                               "asan",
                                               "bench",
                                               "c",
                                               "clobberdead",
                                               "clobberdeadreg",
                                               "complete",
                                               "coveragecfg",
                                               "cpuprofile",
                                               "d",
                                               "dwarf",
                                               "dwarfbasentries",
                                               "dwarflocationlists",
                                               "dynlink",
                                               "e",
                                               "errorurl",
                                               "goversion",
                                               "j",
                                               "json",
                                               "l",
                                               "lang",
                                               "linkobj",
                                               "linkshared",
                                               "live",
                                               "m",
                                               "memprofile",
                                               "memprofilerate",
                                               "msan",
                                               "mutexprofile",
                                               "nolocalimports",
                                               "p",
                                               "pack",
                                               "pgoprofile",
                                               "r",
                                               "race",
                                               "shared",
                                               "smallframes",
                                               "spectre",
                                               "std",
                                               "symabis",
                                               "t",
                                               "traceprofile",
                                               "trimpath",
                                               "v",
                                               "w",
                                               "wb"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}
// "-m=2" is two -m's.
int count(std::string_view flag, GcFlags &r) {
  int n = 0;
  std::string_view digits = flag.substr(3);
  auto [end, err] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  if (err != std::errc{} || end != digits.data() + digits.size() || n < 0)
    r.problem = "-gcflags: invalid count \"" + std::string(digits) + "\" for " + std::string(flag.substr(0, 2));
  return n;
}
// "0,/dir" or "0,file://dir".
void logFlag(const std::string &value, GcFlags &r) {
  size_t comma = value.find(',');
  if (comma == value.npos || comma == 0) r.problem = "-json=" + value + ": -json wants a version and a directory, as in -json=0,/tmp/log";
  else if (value.substr(0, comma) != "0") r.problem = "-json=" + value + ": the version must be 0";
  else if (value.compare(comma + 1, 7, "file://") == 0) r.log = value.substr(comma + 8);
  else if (comma + 1 < value.size() && value[comma + 1] == '/') r.log = value.substr(comma + 1);
  else r.problem = "-json=" + value + ": the directory must begin with / or file://";
}
} // namespace

GcFlags gcFlags(const BuildOptions &o, const load::Package &p) {
  GcFlags r;
  for (const std::string &value : o.gcflags) {
    std::string_view flags = value;
    size_t from = flags.find_first_not_of(' ');
    flags.remove_prefix(from == flags.npos ? flags.size() : from);
    if (!flags.empty() && flags[0] != '-') {
      size_t eq = flags.find('=');
      if (eq == flags.npos || !matches(flags.substr(0, eq), p)) continue;
      flags.remove_prefix(eq + 1);
    } else if (!p.isRoot) continue;
    r = GcFlags{};
    std::istringstream words{std::string(flags)};
    for (std::string w; words >> w;) {
      if (w == "-m") r.m++;
      else if (w.starts_with("-m=")) r.m = count(w, r);
      else if (w == "-l") r.l++;
      else if (w.starts_with("-l=")) r.l = count(w, r);
      else if (w == "-N") r.n = true;
      else if (w == "-dwarf=false" || w == "-dwarf=0") r.dwarf = false;
      else if (w == "-live") r.live = true;
      else if (w == "-race") r.race = true;
      else if (w.starts_with("-json=")) logFlag(w.substr(6), r);
      else if (w == "-complete=0") r.complete = false;
      else if (w == "-smallframes") r.smallFrames = true;
      else if (w.starts_with("-d=")) {
        r.mutationsCalls = r.mutationsCalls || w.find("escapemutationscalls") != w.npos;
        r.checkptr = r.checkptr || w == "-d=checkptr" || w.find("checkptr=1") != w.npos || w.find("checkptr=2") != w.npos;
      } else if (w.starts_with("-p=")) r.path = w.substr(3);
      else if (w == "-p") words >> r.path;
      else if (w == "-lang" || w == "-d" || w == "-I" || w == "-D") words >> w; // the value is a word of its own
      else if (std::string name = w.substr(0, w.find('='));
               name.size() < 2 || name[0] != '-' || !isFlag(std::string_view(name).substr(name[1] == '-' && name.size() > 2 ? 2 : 1)))
        r.problem = name[0] == '-' ? "-gcflags: the compiler has no flag " + name : "-gcflags: " + w + " is no flag";
      // -std and -+ are for loading (build.cc); -0 is no optimization flag of gc's any more, and other -d= settings change nothing here.
    }
  }
  r.race = r.race || o.race;
  return r;
}

std::string gcFlagsProblem(const BuildOptions &o, const load::Program &program) {
  for (const load::Package *p : program.packages)
    if (std::string bad = p->isUnsafe ? "" : gcFlags(o, *p).problem; !bad.empty()) return bad;
  return "";
}

std::string GcFlags::code() const {
  return std::string(l ? "l" + std::to_string(l) : "") + (n ? "N" : "") + (smallFrames ? "s" : "") + (dwarf ? "" : "d") + (checkptr ? "c" : "") +
         (race ? "r" : "");
}

std::string GcFlags::messages(const std::string &objectKey) const {
  return hashKey("messages" + std::to_string(m) + (mutationsCalls ? "c" : "") + (live ? "L" : "") + (log.empty() ? "" : "j") + "|" + objectKey);
}

escape::Options escapeOptions(const GcFlags &f) {
  escape::Options o;
  if (f.smallFrames) o.limits = {64 << 10, 16 << 10}; // gc's numbers
  o.mutationsCalls = f.mutationsCalls;
  return o;
}

bool writeLog(const load::Package &p, const std::string &dir, const std::string &log) {
  namespace fs = std::filesystem;
  std::vector<std::pair<std::string, std::string>> files;
  if (!inspect::logFiles(log, files)) return false;
  fs::path in = fs::path(dir) / inspect::logDirectory(p.isMain ? "main" : p.path);
  std::error_code ec;
  fs::create_directories(in, ec);
  for (auto &[name, text] : files) {
    if (!ec && writeFile(in / name, text)) continue;
    std::fprintf(stderr, "golem: %s: %s\n", (in / name).c_str(), ec ? ec.message().c_str() : std::strerror(errno));
    return false;
  }
  return true;
}

void printMessages(const load::Package &p, const std::string &lines, FILE *to) {
  if (!lines.empty()) std::fprintf(to, "# %s\n", p.shown().c_str());
  for (size_t at = 0; at < lines.size();) { // the file's name is the first thing on a line
    size_t end = lines.find('\n', at);
    std::string line = lines.substr(at, end - at);
    if (size_t go = line.find(".go:"); line.starts_with('/') && go != line.npos) line = shortPath(line.substr(0, go + 3)) + line.substr(go + 3);
    // -m=2's notes end with a place of their own.
    if (size_t place = line.rfind(" at /"), go = line.rfind(".go:");
        place != line.npos && go != line.npos && go > place && line.find("     from ") != line.npos)
      line = line.substr(0, place + 4) + shortPath(line.substr(place + 4, go + 3 - place - 4)) + line.substr(go + 3);
    std::fprintf(to, "%s\n", line.c_str());
    at = end + 1;
  }
}

// A file's name as go build prints it: ./a.go in the working directory, relative where that is shorter.
std::string shortPath(const std::string &path) {
  namespace fs = std::filesystem;
  std::error_code ec;
  fs::path rel = fs::path(path).lexically_relative(fs::current_path(ec));
  if (ec || rel.empty()) return path;
  std::string s = rel.string();
  if (s.find('/') == s.npos) return "./" + s;
  return s.size() < path.size() ? s : path;
}

} // namespace golem::driver
