// The command line of `golem test`. As in go test, package names may stand before or after flags, a flag nobody knows belongs to
// the test binary, and so does everything behind -args. In: the words after `test`. Out: TestFlags.
#include "compiler/driver/test.h"
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <unordered_map>

namespace golem::driver {

namespace {
enum class Kind { Bool, Value };
struct Known {
  Kind kind;
  bool toTest; // handed on as -test.NAME
};
const std::unordered_map<std::string_view, Known> &knownFlags() {
  static const std::unordered_map<std::string_view, Known> flags = {
      // the test binary's
      {"artifacts", {Kind::Bool, true}},
      {"bench", {Kind::Value, true}},
      {"benchmem", {Kind::Bool, true}},
      {"benchtime", {Kind::Value, true}},
      {"blockprofile", {Kind::Value, true}},
      {"blockprofilerate", {Kind::Value, true}},
      {"count", {Kind::Value, true}},
      {"cpu", {Kind::Value, true}},
      {"cpuprofile", {Kind::Value, true}},
      {"failfast", {Kind::Bool, true}},
      {"fullpath", {Kind::Bool, true}},
      {"fuzz", {Kind::Value, true}},
      {"fuzzminimizetime", {Kind::Value, true}},
      {"fuzztime", {Kind::Value, true}},
      {"list", {Kind::Value, true}},
      {"memprofile", {Kind::Value, true}},
      {"memprofilerate", {Kind::Value, true}},
      {"mutexprofile", {Kind::Value, true}},
      {"mutexprofilefraction", {Kind::Value, true}},
      {"outputdir", {Kind::Value, true}},
      {"parallel", {Kind::Value, true}},
      {"run", {Kind::Value, true}},
      {"short", {Kind::Bool, true}},
      {"shuffle", {Kind::Value, true}},
      {"skip", {Kind::Value, true}},
      {"timeout", {Kind::Value, true}},
      {"trace", {Kind::Value, true}},
      {"v", {Kind::Bool, true}},
      // ours
      {"c", {Kind::Bool, false}},
      {"o", {Kind::Value, false}},
      {"json", {Kind::Bool, false}},
      {"tags", {Kind::Value, false}},
      {"vet", {Kind::Value, false}},
      {"p", {Kind::Value, false}},
      {"x", {Kind::Bool, false}},
      {"C", {Kind::Value, false}},
      {"gcflags", {Kind::Value, false}},
      {"ldflags", {Kind::Value, false}},
      {"lang", {Kind::Value, false}},
      {"goroot", {Kind::Value, false}},
      {"O", {Kind::Value, false}},
      {"verify", {Kind::Bool, false}},
      {"no-cache", {Kind::Bool, false}},
      {"errors", {Kind::Value, false}},
      {"trimpath", {Kind::Bool, false}},
      {"a", {Kind::Bool, false}},
      {"mod", {Kind::Value, false}},
      {"buildvcs", {Kind::Bool, false}},
      {"race", {Kind::Bool, false}},
  };
  return flags;
}

bool boolText(const std::string &v, bool &out) {
  if (v == "1" || v == "t" || v == "T" || v == "true" || v == "TRUE" || v == "True") return out = true, true;
  if (v == "0" || v == "f" || v == "F" || v == "false" || v == "FALSE" || v == "False") return out = false, true;
  return false;
}

bool wrong(const std::string &text) {
  std::fprintf(stderr, "golem: %s\nusage: golem test [build/test flags] [packages] [build/test flags & test binary flags]\n", text.c_str());
  return false;
}

// Sets what concerns us; `value` is rewritten to what the test binary is to see.
bool apply(TestFlags &f, const std::string &name, std::string &value, bool &timeoutSet, bool &outputDirSet, bool &profile) {
  bool on = false;
  auto number = [&](int &out) {
    auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), out);
    return ec == std::errc() && end == value.data() + value.size();
  };
  auto invalid = [&](const char *why) { return wrong("invalid value \"" + value + "\" for flag -" + name + ": " + why); };
  int n = 0;
  if (knownFlags().at(name).kind == Kind::Bool) {
    if (name == "v" && value == "test2json") {
      f.verbose = f.verboseJson = true;
      return true;
    }
    if (!boolText(value, on)) return wrong("invalid boolean value \"" + value + "\" for -" + name + ": parse error");
    value = on ? "true" : "false";
    if (name == "v") f.verbose = on;
    else if (name == "c") f.compileOnly = on;
    else if (name == "json") f.json = on;
    else if (name == "x") f.build.printCommands = on;
    else if (name == "trimpath") f.build.trimPath = on;
    else if (name == "race") f.build.race = on;
    else if (name == "verify") f.build.verifyIR = on;
    else if (name == "no-cache" || name == "a") f.build.noCache = on;
    else if (name == "failfast") f.failFast = on;
    else if (name == "artifacts") profile |= on;
    return true;
  }
  if (name == "bench") f.bench = value;
  else if (name == "list") f.list = value;
  else if (name == "fuzz") f.fuzz = value;
  else if (name == "o") f.output = value;
  else if (name == "C") f.build.dir = value;
  else if (name == "lang") f.build.lang = value;
  else if (name == "goroot") f.build.goroot = value;
  else if (name == "mod") f.build.mod = value;
  else if (name == "gcflags") f.build.gcflags.push_back(value);
  else if (name == "ldflags") f.build.ldflags.push_back(value);
  else if (name == "tags") {
    for (size_t at = 0; at <= value.size();) {
      size_t end = std::min(value.find_first_of(", ", at), value.size());
      if (end > at) f.build.tags.push_back(value.substr(at, end - at));
      at = end + 1;
    }
  } else if (name == "timeout") {
    timeoutSet = true;
    if (!parseDuration(value, f.timeout)) return invalid("parse error");
  } else if (name == "count" || name == "parallel" || name == "p" || name == "O" || name == "errors") {
    if (!number(n)) return invalid("parse error");
    if (name == "p") f.serial = n == 1;
    if (name == "O") f.build.optLevel = n;
    if (name == "errors") f.build.errorLimit = n;
  } else if (name == "shuffle") {
    long long seed = 0;
    auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), seed);
    if (value != "on" && value != "off" && (ec != std::errc() || end != value.data() + value.size()))
      return invalid("-shuffle argument must be \"on\", \"off\", or an int64");
  } else if (name == "outputdir") {
    outputDirSet = true;
    std::error_code ec;
    if (!value.empty()) value = std::filesystem::absolute(value, ec).lexically_normal();
  } else if (name.ends_with("profile") || name == "trace") {
    profile = true;
  }
  return true;
}
} // namespace

// spec of time.ParseDuration: signed decimal numbers with optional fraction and a unit; "0" needs none.
bool parseDuration(std::string_view s, double &seconds) {
  double sign = 1, total = 0;
  if (!s.empty() && (s[0] == '-' || s[0] == '+')) {
    if (s[0] == '-') sign = -1;
    s.remove_prefix(1);
  }
  if (s == "0") return seconds = 0, true;
  if (s.empty()) return false;
  while (!s.empty()) {
    double v = 0;
    auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v, std::chars_format::fixed);
    if (ec != std::errc() || s[0] == '-') return false;
    s.remove_prefix(static_cast<size_t>(end - s.data()));
    struct Unit {
      std::string_view name;
      double seconds;
    };
    static constexpr Unit units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"µs", 1e-6}, {"μs", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}};
    bool found = false;
    for (const Unit &u : units) // "ms" stands before "m"
      if (!found && s.starts_with(u.name)) {
        found = true;
        total += v * u.seconds;
        s.remove_prefix(u.name.size());
      }
    if (!found) return false;
  }
  return seconds = sign * total, true;
}

bool parseTestFlags(const std::vector<std::string> &args, TestFlags &f) {
  bool inPackages = false, afterFlag = false, timeoutSet = false, outputDirSet = false, profile = false;
  bool listDone = false; // the list of packages is complete, or can no longer begin
  std::string unknown;
  std::vector<std::string> forTest;
  for (size_t i = 0; i < args.size(); i++) {
    const std::string &raw = args[i];
    bool wasAfterFlag = afterFlag;
    afterFlag = false;
    if (raw == "--") { // the terminator goes to the test binary too
      forTest.insert(forTest.end(), args.begin() + static_cast<long>(i), args.end());
      break;
    }
    std::string arg = raw.starts_with("--") ? raw.substr(1) : raw;
    if (arg == "-h" || arg == "-help") return wrong("go doc testing and `go help testflag` describe the flags");
    if (arg.size() < 2 || arg[0] != '-' || arg[1] == '-' || arg[1] == '=') {
      if (!inPackages && (listDone || !f.packages.empty())) {
        if (wasAfterFlag) { // perhaps that flag's value
          forTest.push_back(raw);
          continue;
        }
        forTest.insert(forTest.end(), args.begin() + static_cast<long>(i), args.end());
        break;
      }
      inPackages = true;
      f.packages.push_back(raw);
      continue;
    }
    inPackages = false;
    size_t eq = arg.find('=');
    bool hasValue = eq != std::string::npos;
    std::string name = arg.substr(1, hasValue ? eq - 1 : std::string::npos);
    std::string value = hasValue ? arg.substr(eq + 1) : "";
    auto known = knownFlags().find(name);
    if (name.starts_with("test.") && known == knownFlags().end()) {
      known = knownFlags().find(std::string_view(name).substr(5));
      if (known != knownFlags().end() && !known->second.toTest) known = knownFlags().end();
    }
    if (known == knownFlags().end()) {
      listDone = true;
      if (raw == "-args" || raw == "--args") {
        forTest.insert(forTest.end(), args.begin() + static_cast<long>(i) + 1, args.end());
        break;
      }
      if (unknown.empty()) unknown = raw;
      forTest.push_back(raw);
      afterFlag = !hasValue;
      continue;
    }
    name = std::string(known->first);
    if (known->second.kind == Kind::Bool) {
      if (!hasValue) value = "true";
    } else if (!hasValue) {
      if (i + 1 == args.size()) return wrong("flag needs an argument: -" + name);
      value = args[++i];
    }
    if (!apply(f, name, value, timeoutSet, outputDirSet, profile)) return false;
    if (known->second.toTest) forTest.push_back("-test." + name + "=" + value);
  }
  if (std::string err; !applyLdFlags(f.build, err)) return wrong("-ldflags: " + err);
  if (!unknown.empty() && f.compileOnly) return wrong("unknown flag " + unknown + " cannot be used with -c");
  f.packagesGiven = !f.packages.empty();
  if (f.json) f.toTest.push_back("-test.v=test2json");
  if (f.timeout > 0 && !timeoutSet) f.toTest.push_back("-test.timeout=10m0s");
  std::error_code ec;
  if (profile && !outputDirSet) f.toTest.push_back("-test.outputdir=" + std::filesystem::current_path(ec).string());
  for (const std::string &a : forTest) {
    if (a == "--") break;
    if (a == "-h" || a == "-help" || a == "--help") f.help = true;
  }
  f.toTest.insert(f.toTest.end(), forTest.begin(), forTest.end());
  return true;
}

} // namespace golem::driver
