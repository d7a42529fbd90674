// golem vm repl: reads inputs, compiles each to a bytecode file of its own, and has a running golem-vm load it.
//
// A session is a list of declarations, kept as text, and of variables with their types. Each input becomes a package main of all of them: what
// the input does is in the package's initialization, variables of earlier inputs are declared without a value and shared with the earlier files
// (kSymShared), so they keep theirs. Functions are compiled anew each time, so a redefined one counts for all that call it. Line editing and
// history: libedit.
#include "compiler/bytecode/bytecode.h"
#include "compiler/driver/driver.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <editline/readline.h>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

namespace golem::driver {

namespace {

constexpr const char *kHost =
#include "vm/repl_host.inc"
    ;
constexpr const char *kKeywords[] = {"break", "case",   "chan",   "const",  "continue", "default", "defer",     "else", "fallthrough",
                                     "for",   "func",   "go",     "goto",   "if",       "import",  "interface", "map",  "package",
                                     "range", "return", "select", "struct", "switch",   "type",    "var"};

struct Variable {
  std::string name, type;
};
struct Session {
  BuildOptions o;
  std::string dir;                           // of the inputs' files
  std::map<std::string, std::string> imports; // name in the source: path
  std::vector<std::pair<std::string, std::string>> decls; // what it declares ("f", "type T", "(T).M"): text
  std::vector<Variable> vars;
  std::set<std::string> members;             // "strings.ToUpper": for completion
  int inputs = 0;
  pid_t machine = -1;
  int to = -1, from = -1;                    // pipes to it
};
Session *session; // for completion

bool isName(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); }
std::string trim(std::string s) {
  while (!s.empty() && std::isspace(static_cast<unsigned char>(s.back()))) s.pop_back();
  size_t i = 0;
  while (i < s.size() && std::isspace(static_cast<unsigned char>(s[i]))) i++;
  return s.substr(i);
}
std::string firstWord(const std::string &s) {
  size_t n = 0;
  while (n < s.size() && isName(s[n])) n++;
  return s.substr(0, n);
}
bool mentions(const std::string &text, const std::string &word, bool selector) {
  for (size_t at = 0; (at = text.find(word, at)) != text.npos; at += word.size()) {
    size_t end = at + word.size();
    if ((at == 0 || (!isName(text[at - 1]) && text[at - 1] != '.')) && (end == text.size() || !isName(text[end])) &&
        (!selector || (end < text.size() && text[end] == '.')))
      return true;
  }
  return false;
}

// Brackets that are open, an unfinished raw string, or an operator at the end: more lines follow.
bool isUnfinished(const std::string &s) {
  int depth = 0;
  char quote = 0;
  for (size_t i = 0; i < s.size(); i++) {
    char c = s[i];
    if (quote) {
      if (c == '\\' && quote != '`') i++;
      else if (c == quote || (c == '\n' && quote != '`')) quote = 0;
      continue;
    }
    if (c == '"' || c == '\'' || c == '`') quote = c;
    else if (c == '/' && i + 1 < s.size() && s[i + 1] == '/') i = std::min(s.find('\n', i), s.size()) - 1;
    else if (c == '(' || c == '[' || c == '{') depth++;
    else if (c == ')' || c == ']' || c == '}') depth--;
  }
  std::string t = trim(s);
  return depth > 0 || quote == '`' || (!t.empty() && std::strchr("+-*/%&|^=,.<", t.back()) && !t.ends_with("++") && !t.ends_with("--"));
}

// ---- compiling ----

// A package main: declarations, variables, and what this input adds.
std::string sourceOf(const Session &s, const std::string &own, const std::set<std::string> &fresh) {
  std::string body;
  for (const auto &[what, text] : s.decls) body += text + "\n";
  for (const Variable &v : s.vars)
    if (!fresh.count(v.name)) body += "var " + v.name + " " + v.type + "\n";
  std::string out = "package main\n";
  for (const auto &[name, path] : s.imports)
    if (mentions(body + own, name, true)) out += "import " + name + " \"" + path + "\"\n";
  return out + body + "//line input:1\n" + own + "\n//line repl:1\nfunc main() {}\n";
}

struct Attempt {
  bool ok = false;
  std::string errors, file; // messages, or the bytecode
  std::map<std::string, std::string> types; // of the variables that were asked for
};

// What is printed to stderr meanwhile.
class Captured {
public:
  Captured() {
    std::fflush(stderr);
    old_ = ::dup(2);
    file_ = std::tmpfile();
    if (file_) ::dup2(::fileno(file_), 2);
  }
  std::string stop() {
    std::fflush(stderr);
    ::dup2(old_, 2);
    ::close(old_);
    std::string out;
    if (!file_) return out;
    std::rewind(file_);
    char buf[4096];
    for (size_t n; (n = std::fread(buf, 1, sizeof buf, file_)) > 0;) out.append(buf, n);
    std::fclose(file_);
    return out;
  }

private:
  int old_;
  FILE *file_;
};

Attempt attempt(Session &s, const std::string &source, const std::set<std::string> &fresh, const std::vector<std::string> &asked) {
  Attempt a;
  BuildOptions o = s.o;
  o.args = {s.dir + "/input.go"};
  Captured capture;
  FILE *f = std::fopen(o.args[0].c_str(), "w");
  if (f) {
    std::fwrite(source.data(), 1, source.size(), f);
    std::fclose(f);
  }
  Checked c;
  std::vector<std::string> shared;
  for (const Variable &v : s.vars)
    if (!fresh.count(v.name)) shared.push_back("main." + v.name);
  a.ok = f && loadProgram(c, o, {}, true) && compileBytecode(c, o, a.file, &shared);
  a.errors = capture.stop();
  if (!a.ok) return a;
  for (const load::Package *p : c.program->packages) {
    types::Package *tp = c.typed[p];
    if (p->isMain)
      for (const std::string &name : asked)
        if (types::Object *obj = tp->scope->lookup(Name::intern(name)); obj && obj->type) a.types[name] = types::typeString(obj->type, tp);
    for (const auto &[name, path] : s.imports)
      if (path == p->path)
        for (const auto &[n, obj] : tp->scope->elems)
          if (n.isExported()) s.members.insert(name + "." + std::string(n.str()));
  }
  return a;
}

// ---- the machine ----

bool start(Session &s) {
  BuildOptions o = s.o;
  o.args = {s.dir + "/host.go"};
  FILE *f = std::fopen(o.args[0].c_str(), "w");
  if (!f) return false;
  std::fputs(kHost, f);
  std::fclose(f);
  std::string exe;
  std::vector<std::string> more;
  for (const auto &[name, path] : s.imports) more.push_back(path);
  if (!prepareProgram(o, more, "repl", exe)) return false;
  int in[2], out[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) return false;
  s.machine = ::fork();
  if (s.machine == 0) {
    unblockSignals();
    // Above 4 first: the ends may have these numbers already.
    int a = ::fcntl(in[0], F_DUPFD, 10), b = ::fcntl(out[1], F_DUPFD, 10);
    ::dup2(a, 3);
    ::dup2(b, 4);
    ::close(a);
    ::close(b);
    char *argv[] = {exe.data(), nullptr};
    ::execv(exe.c_str(), argv);
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  s.to = in[1];
  s.from = out[0];
  return s.machine > 0;
}

// Runs a file in the machine and waits. False: the machine has ended.
bool runInput(Session &s, const std::string &file) {
  std::string path = s.dir + "/" + std::to_string(++s.inputs) + ".gbc";
  FILE *f = std::fopen(path.c_str(), "wb");
  if (!f || std::fwrite(file.data(), 1, file.size(), f) != file.size() || std::fclose(f) != 0) {
    std::fprintf(stderr, "golem: %s: %s\n", path.c_str(), std::strerror(errno));
    return true;
  }
  std::fflush(stdout);
  char answer;
  if (::write(s.to, path.data(), path.size()) == static_cast<ssize_t>(path.size())) {
    ssize_t n;
    while ((n = ::read(s.from, &answer, 1)) < 0 && errno == EINTR) {}
    if (n == 1) return true;
  }
  int status = 0;
  ::waitpid(s.machine, &status, 0);
  std::fprintf(stderr, "the program has ended (%s %d); variables are gone, declarations are kept\n", WIFSIGNALED(status) ? "signal" : "exit status",
               WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
  ::close(s.to);
  ::close(s.from);
  s.vars.clear();
  s.machine = -1;
  if (!start(s)) std::fprintf(stderr, "golem: cannot start the machine again\n");
  return false;
}

// ---- inputs ----

void complain(const Attempt &a) {
  // The command's name is no news.
  for (size_t at = 0; at < a.errors.size();) {
    size_t end = std::min(a.errors.find('\n', at), a.errors.size());
    std::string l = a.errors.substr(at, end - at);
    if (!l.starts_with("# ")) std::fprintf(stderr, "%s\n", l.c_str());
    at = end + 1;
  }
}

void forget(Session &s, const std::string &what) {
  std::erase_if(s.decls, [&](const auto &d) { return d.first == what; });
}
void forgetVariable(Session &s, const std::string &name) {
  std::erase_if(s.vars, [&](const Variable &v) { return v.name == name; });
}

// x, y := … or var x …: new variables, whose values this input computes.
void define(Session &s, const std::vector<std::string> &names, const std::string &declaration, const std::string &assignment) {
  std::set<std::string> fresh(names.begin(), names.end());
  Attempt first = attempt(s, sourceOf(s, declaration, fresh), fresh, names);
  if (!first.ok) return complain(first);
  // With known types the value is computed in a function, where a panic can be recovered, and only once.
  std::string own;
  for (const std::string &n : names)
    if (n != "_") own += "var " + n + " " + first.types[n] + "\n";
  if (!assignment.empty()) own += "func init() { " + assignment + " }\n";
  Attempt second = attempt(s, sourceOf(s, own, fresh), fresh, {});
  if (!second.ok) return complain(second);
  for (const std::string &n : names) {
    if (n == "_") continue;
    forgetVariable(s, n);
    forget(s, n);
    s.vars.push_back({n, first.types[n]});
  }
  runInput(s, second.file);
}

void declare(Session &s, const std::string &input) {
  std::string word = firstWord(input), rest = trim(input.substr(word.size())), what;
  if (word == "import") {
    std::string alias = firstWord(rest), path = trim(rest.substr(alias.size()));
    if (path.size() < 3 || path[0] != '"' || path.back() != '"') return void(std::fprintf(stderr, "import: one package a line, as import \"strings\"\n"));
    path = path.substr(1, path.size() - 2);
    if (alias.empty()) alias = path.substr(path.rfind('/') + 1);
    s.imports[alias] = path;
    return;
  }
  if (word == "var") {
    // var x T, var x = e, var x T = e, var x, y = e
    std::vector<std::string> names;
    size_t at = 0;
    for (;;) {
      std::string n = firstWord(rest.substr(at));
      if (n.empty()) return void(std::fprintf(stderr, "var: one declaration a line\n"));
      names.push_back(n);
      at += n.size();
      while (at < rest.size() && rest[at] == ' ') at++;
      if (at >= rest.size() || rest[at] != ',') break;
      at++;
      while (at < rest.size() && rest[at] == ' ') at++;
    }
    size_t eq = rest.find('=', at);
    std::string list;
    for (const std::string &n : names) list += (list.empty() ? "" : ", ") + n;
    return define(s, names, input, eq == rest.npos ? "" : list + " = " + rest.substr(eq + 1));
  }
  if (word == "func" && !rest.empty() && rest[0] == '(') { // a method
    size_t close = rest.find(')');
    std::string recv = rest.substr(1, close == rest.npos ? 0 : close - 1), name = close == rest.npos ? "" : firstWord(trim(rest.substr(close + 1)));
    size_t t = recv.find_last_of(" *");
    what = "(" + recv.substr(t == recv.npos ? 0 : t + 1) + ")." + name;
  } else what = (word == "type" ? "type " : "") + firstWord(rest);
  std::vector<std::pair<std::string, std::string>> before = s.decls;
  std::vector<Variable> vars = s.vars;
  bool known = std::any_of(s.decls.begin(), s.decls.end(), [&](const auto &d) { return d.first == what; });
  forget(s, what);
  forgetVariable(s, firstWord(rest));
  if (word == "type" && known) { // values of the old type can't go on under the new one
    std::string name = firstWord(rest);
    for (const Variable &v : vars)
      if (mentions(v.type, name, false)) {
        std::fprintf(stderr, "%s is forgotten: its type was %s\n", v.name.c_str(), v.type.c_str());
        forgetVariable(s, v.name);
      }
  }
  s.decls.push_back({what, input});
  Attempt a = attempt(s, sourceOf(s, "", {}), {}, {});
  if (a.ok) return;
  complain(a);
  s.decls = before;
  s.vars = vars;
}

void statement(Session &s, const std::string &input) {
  // x, y := e
  size_t def = input.find(":=");
  if (def != input.npos) {
    std::string left = trim(input.substr(0, def));
    std::string squeezed;
    for (char c : left)
      if (c != ' ') squeezed += c;
    bool names = !squeezed.empty() && std::all_of(left.begin(), left.end(), [](char c) { return isName(c) || c == ',' || c == ' '; }) &&
                 firstWord(left) != "if" && firstWord(left) != "for" && firstWord(left) != "switch" && firstWord(left) != "select";
    if (names) {
      std::vector<std::string> list;
      for (size_t at = 0; at <= squeezed.size();) {
        size_t end = std::min(squeezed.find(',', at), squeezed.size());
        list.push_back(squeezed.substr(at, end - at));
        at = end + 1;
      }
      return define(s, list, "var " + squeezed + " = " + input.substr(def + 2), squeezed + " = " + input.substr(def + 2));
    }
  }
  // An expression is shown with its type, a statement is run.
  std::string show = "func init() { __show(\n//line input:1\n" + input +
                     ") }\nfunc __show(xs ...any) {\n\tfor _, x := range xs {\n\t\t__fmt.Printf(\"%#v : %T\\n\", x, x)\n\t}\n}\n";
  s.imports["__fmt"] = "fmt";
  Attempt a = attempt(s, sourceOf(s, show, {}), {}, {});
  s.imports.erase("__fmt");
  if (!a.ok) {
    Attempt b = attempt(s, sourceOf(s, "func init() {\n//line input:1\n" + input + "\n}", {}), {}, {});
    if (!b.ok) return complain(b.errors.find("is not used") != std::string::npos ? a : b);
    a = std::move(b);
  }
  runInput(s, a.file);
}

// ---- the terminal ----

char *complete(const char *text, int state) {
  static std::vector<std::string> hits;
  static size_t next;
  if (state == 0) {
    hits.clear();
    next = 0;
    std::set<std::string> all(std::begin(kKeywords), std::end(kKeywords));
    for (const Variable &v : session->vars) all.insert(v.name);
    for (const auto &[what, decl] : session->decls) all.insert(what.starts_with("type ") ? what.substr(5) : what);
    for (const auto &[name, path] : session->imports) all.insert(name + ".");
    all.insert(session->members.begin(), session->members.end());
    for (const std::string &w : all)
      if (w.starts_with(text) && w[0] != '(') hits.push_back(w);
  }
  return next < hits.size() ? ::strdup(hits[next++].c_str()) : nullptr;
}
char **completions(const char *text, int, int) {
  rl_attempted_completion_over = 1;
  rl_completion_append_character = 0;
  return rl_completion_matches(text, complete);
}

bool readLine(const char *prompt, bool tty, std::string &line) {
  if (tty) {
    char *l = ::readline(prompt);
    if (!l) return false;
    line = l;
    std::free(l);
    return true;
  }
  line.clear();
  for (int c; (c = std::getchar()) != EOF;) {
    if (c == '\n') return true;
    line += static_cast<char>(c);
  }
  return !line.empty();
}

} // namespace

int vmRepl(const BuildOptions &o, const std::vector<std::string> &packages) {
  Session s;
  session = &s;
  s.o = o;
  s.dir = makeTempDir("golem-repl");
  if (s.dir.empty()) return 1;
  for (const char *p : {"bufio",    "bytes",     "context",     "encoding/json", "errors",  "flag",        "fmt",     "io",     "maps", "math",
                        "math/big", "math/rand", "os",          "path/filepath", "reflect", "regexp",      "runtime", "slices", "sort", "strconv",
                        "strings",  "sync",      "sync/atomic", "time",          "unicode", "unicode/utf8"})
    s.imports[std::string(p).substr(std::string(p).rfind('/') + 1)] = p;
  s.imports["rand"] = "math/rand";
  for (const std::string &p : packages) s.imports[p.substr(p.rfind('/') + 1)] = p;
  if (!start(s)) {
    removeTemp(s.dir);
    return 1;
  }
  bool tty = ::isatty(0);
  std::string history = Cache().dir() + "/../repl_history";
  if (tty) {
    ::signal(SIGINT, SIG_IGN);
    using_history();
    read_history(history.c_str());
    rl_attempted_completion_function = completions;
    std::printf("golem %s; names of std packages are known, :quit or ^D ends\n", load::gorootVersion(load::findGoroot(o.goroot)).c_str());
  }
  std::string input, line;
  while (readLine(input.empty() ? "> " : ". ", tty, line)) {
    input += (input.empty() ? "" : "\n") + line;
    std::string t = trim(input);
    if (t.empty() || (isUnfinished(input) && !line.empty())) {
      if (t.empty()) input.clear();
      continue;
    }
    input.clear();
    if (tty) {
      add_history(t.c_str());
      write_history(history.c_str());
    }
    if (t == ":quit" || t == ":q") break;
    std::string word = firstWord(t);
    bool decl = word == "import" || word == "type" || word == "var" || word == "const" || (word == "func" && trim(t.substr(4))[0] != '(') ||
                (word == "func" && t.find(')') != t.npos && !firstWord(trim(t.substr(t.find(')') + 1))).empty());
    decl ? declare(s, t) : statement(s, t);
    std::fflush(stdout);
  }
  ::close(s.to);
  if (s.machine > 0) ::waitpid(s.machine, nullptr, 0);
  removeTemp(s.dir);
  return 0;
}

} // namespace golem::driver
