// -ldflags: what Go programs pass to the linker: -s and -w, and -X importpath.name=value, which gives string variables their first
// values. In: the flags as `go build` takes them. Out: BuildOptions, and for the start object the variables to set.
#include "compiler/driver/driver.h"

namespace golem::driver {

namespace {
// Words between spaces; one that begins with a quote goes on to the same quote, as cmd/go's quoted.Split has it.
bool split(std::string_view s, std::vector<std::string> &out, std::string &err) {
  auto space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  for (size_t i = 0; i < s.size();) {
    if (space(s[i])) {
      i++;
      continue;
    }
    size_t end;
    if (s[i] == '"' || s[i] == '\'') {
      end = s.find(s[i], i + 1);
      if (end == s.npos) return err = std::string("unterminated ") + s[i] + " string", false;
      out.emplace_back(s.substr(i + 1, end - i - 1));
      end++;
    } else {
      for (end = i; end < s.size() && !space(s[end]);) end++;
      out.emplace_back(s.substr(i, end - i));
    }
    i = end;
  }
  return true;
}
} // namespace

bool applyLdFlags(BuildOptions &o, std::string &err) {
  for (const std::string &value : o.ldflags) {
    std::string_view flags = value;
    while (flags.starts_with(' ')) flags.remove_prefix(1);
    // [pattern=]flags: there is one program.
    if (size_t eq = flags.find('='); !flags.empty() && flags[0] != '-' && flags[0] != '\'' && flags[0] != '"' && eq != flags.npos) flags.remove_prefix(eq + 1);
    std::vector<std::string> words;
    if (!split(flags, words, err)) return false;
    for (size_t i = 0; i < words.size(); i++) {
      std::string flag = words[i], arg;
      if (flag.starts_with("--")) flag.erase(0, 1);
      size_t eq = flag.find('=');
      bool hasArg = eq != flag.npos;
      if (hasArg) arg = flag.substr(eq + 1), flag.erase(eq);
      auto needArg = [&] {
        if (hasArg) return true;
        if (i + 1 == words.size()) return err = "flag needs an argument: " + flag, false;
        arg = words[++i];
        return true;
      };
      bool on = !hasArg || arg == "true" || arg == "1";
      if (flag == "-s") {
        if (on) o.strip = llvm_backend::Strip::All;
      } else if (flag == "-w") {
        if (on && o.strip == llvm_backend::Strip::None) o.strip = llvm_backend::Strip::Debug;
      } else if (flag == "-keep") o.keepAll = on;
      else if (flag == "-X") {
        if (!needArg()) return false;
        size_t e = arg.find('='), dot = arg.substr(0, e).rfind('.');
        if (e == arg.npos || dot == arg.npos) return err = "-X flag requires argument of the form importpath.name=value", false;
        o.setStrings.push_back({arg.substr(0, dot), arg.substr(dot + 1, e - dot - 1), arg.substr(e + 1)});
      } else if (flag == "-linkmode") {
        if (!needArg()) return false;
        if (arg != "internal" && arg != "auto") return err = "-linkmode=" + arg + ": golem links by itself, without the system's linker", false;
      } else if (flag == "-extld" || flag == "-extldflags" || flag == "-extar" || flag == "-buildid" || flag == "-compressdwarf" || flag == "-checklinkname" ||
                 flag == "-B" || flag == "-H" || flag == "-buildmode") { // for the system's linker, or without effect on what a program does
        if (flag != "-compressdwarf" && flag != "-checklinkname" && !needArg()) return false;
      } else return err = "flag provided but not defined: " + flag, false;
    }
  }
  return true;
}

bool stringVariables(Checked &c, const BuildOptions &o, std::vector<std::pair<std::string, std::string>> &out) {
  const std::vector<load::Package *> &packages = c.program->packages;
  std::vector<bool> wanted(packages.size(), false);
  auto named = [&](const load::Package &p, const BuildOptions::SetString &s) { return p.linkPath == s.package && !p.isUnsafe; };
  for (const load::Package *p : packages)
    for (const BuildOptions::SetString &s : o.setStrings)
      if (named(*p, s)) wanted[p->index] = true;
  if (!checkPackages(c, o, &wanted)) return false;
  for (const load::Package *p : packages)
    for (const BuildOptions::SetString &s : o.setStrings) {
      if (!named(*p, s)) continue;
      types::Object *ob = c.typed[p]->scope->lookup(golem::Name::intern(s.name));
      if (!ob || ob->kind != types::ObjectKind::Var) continue; // as go: nothing to set
      if (ob->type != types::typ(types::BasicKind::String)) {
        std::fprintf(stderr, "golem: link: %s.%s: cannot set with -X: not a var of type string (%s)\n", s.package.c_str(), s.name.c_str(),
                     ("type:" + types::typeStringPath(ob->type)).c_str());
        return false;
      }
      out.push_back({gir::symbolPrefix(p->linkPath) + "." + s.name, s.value});
    }
  return true;
}

} // namespace golem::driver
