// The order of work: functions bottom-up over the strongly connected components of the module's call graph, so that a
// callee's summary is known when its caller is solved. Inside a component, summaries start with "nothing leaks" and the
// functions are solved again until none changes; labels only fall, so that ends, and what remains satisfies every call.
//
// A function counts as calling those whose closures it makes: what a body does with captured values is charged to the
// place that captures them. Functions without body here are looked up among the facts of imported packages; what isn't
// there keeps everything it is given.
#include "compiler/escape/graph.h"

namespace golem::escape {

std::string_view causeText(Cause c) {
  switch (c) {
#define CAUSE(name, text)                                                                                                        \
  case Cause::name: return text;
#include "compiler/escape/causes.def"
  }
  return {};
}

void Summary::reset(uint32_t p, uint32_t r) {
  params = p;
  results = r;
  labels.assign(static_cast<size_t>(p) * (1 + r), kNever);
}

namespace {

// externs.def as summaries.
const Facts &externs() {
  static const Facts table = [] {
    Facts t;
    auto add = [&](const char *symbol, std::string_view params) {
      Summary s;
      s.reset(static_cast<uint32_t>(params.size()), 1);
      for (uint32_t i = 0; i < params.size(); i++) {
        if (params[i] == 'h') s.heap(i) = 0;
        if (params[i] == 'c') s.heap(i) = 1;
        if (params[i] == 'l') s.result(i, 0) = 1;
      }
      t.emplace(symbol, std::move(s));
    };
#define EXTERN(symbol, params) add(symbol, params);
#include "compiler/escape/externs.def"
    return t;
  }();
  return table;
}

bool hasBody(const gir::Function &f) { return !f.blocks.empty() && !(f.flags & gir::kExternal); }

struct Analysis {
  gir::Module &m;
  const Facts *facts;
  std::vector<Finding> *findings;
  std::unordered_map<std::string_view, uint32_t> index;
  std::vector<gir::Function *> funcs;
  std::vector<Summary> summaries;
  std::vector<std::vector<uint32_t>> callees, callers;
  std::vector<uint32_t> component;

  const Summary *summaryOf(std::string_view sym) const {
    if (auto it = index.find(sym); it != index.end()) return &summaries[it->second];
    std::string name(sym);
    if (auto it = externs().find(name); it != externs().end()) return &it->second;
    if (!facts) return nullptr;
    auto it = facts->find(name);
    return it == facts->end() ? nullptr : &it->second;
  }

  void collect() {
    for (auto &f : m.funcs)
      if (hasBody(*f)) {
        index.emplace(f->name, static_cast<uint32_t>(funcs.size()));
        funcs.push_back(f.get());
      }
    size_t n = funcs.size();
    summaries.resize(n);
    callees.resize(n);
    callers.resize(n);
    component.assign(n, 0);
    for (uint32_t i = 0; i < n; i++) {
      summaries[i].reset(static_cast<uint32_t>(funcs[i]->params.size() + funcs[i]->captures.size()), static_cast<uint32_t>(funcs[i]->results.size()));
      for (const gir::Block &b : funcs[i]->blocks)
        for (const gir::Op &op : b.ops)
          if (op.code == gir::Opcode::call_ || op.code == gir::Opcode::closure_ || op.code == gir::Opcode::funcval_)
            if (auto it = index.find(op.sym); it != index.end()) {
              callees[i].push_back(it->second);
              callers[it->second].push_back(i);
            }
    }
  }

  bool solveOne(uint32_t i, std::vector<Finding> *out) {
    Graph g = buildGraph(m, *funcs[i], [this](std::string_view sym) { return summaryOf(sym); });
    Summary s;
    solve(g, *funcs[i], s, out);
    if (s == summaries[i]) return false;
    summaries[i] = std::move(s);
    return true;
  }

  void solveComponent(const std::vector<uint32_t> &c, uint32_t id) {
    for (uint32_t i : c) component[i] = id;
    if (c.size() == 1 && std::find(callees[c[0]].begin(), callees[c[0]].end(), c[0]) == callees[c[0]].end()) {
      solveOne(c[0], findings);
      return;
    }
    std::vector<uint32_t> work(c.rbegin(), c.rend());
    std::vector<bool> queued(funcs.size());
    for (uint32_t i : c) queued[i] = true;
    for (size_t head = 0; head < work.size(); head++) {
      uint32_t i = work[head];
      queued[i] = false;
      if (!solveOne(i, nullptr)) continue;
      for (uint32_t k : callers[i])
        if (component[k] == id && !queued[k]) {
          queued[k] = true;
          work.push_back(k);
        }
    }
    if (findings)
      for (uint32_t i : c) solveOne(i, findings);
  }

  // Tarjan's components come out callees first.
  void run() {
    collect();
    uint32_t n = static_cast<uint32_t>(funcs.size()), counter = 0, ids = 0;
    std::vector<uint32_t> num(n), low(n), stack;
    std::vector<bool> onStack(n);
    struct Frame {
      uint32_t v;
      size_t next;
    };
    for (uint32_t root = 0; root < n; root++) {
      if (num[root]) continue;
      std::vector<Frame> frames{{root, 0}};
      while (!frames.empty()) {
        Frame &fr = frames.back();
        uint32_t v = fr.v;
        if (!num[v]) {
          num[v] = low[v] = ++counter;
          stack.push_back(v);
          onStack[v] = true;
        }
        bool down = false;
        while (fr.next < callees[v].size()) {
          uint32_t w = callees[v][fr.next++];
          if (!num[w]) {
            frames.push_back({w, 0});
            down = true;
            break;
          }
          if (onStack[w]) low[v] = std::min(low[v], num[w]);
        }
        if (down) continue;
        if (low[v] == num[v]) {
          std::vector<uint32_t> c;
          for (;;) {
            uint32_t w = stack.back();
            stack.pop_back();
            onStack[w] = false;
            c.push_back(w);
            if (w == v) break;
          }
          solveComponent(c, ++ids);
        }
        frames.pop_back();
        if (!frames.empty()) low[frames.back().v] = std::min(low[frames.back().v], low[v]);
      }
    }
  }
};

} // namespace

void analyze(gir::Module &m, Facts *facts, std::vector<Finding> *findings) {
  Analysis a{m, facts, findings, {}, {}, {}, {}, {}, {}};
  a.run();
  if (!facts) return;
  for (size_t i = 0; i < a.funcs.size(); i++)
    if (a.summaries[i].params) facts->insert_or_assign(a.funcs[i]->name, std::move(a.summaries[i]));
}

// One function a line: "params results labels name"; a label is a letter, 'z' for never. Functions that keep everything
// need no line: that is what is believed of the unknown.
std::string writeFacts(const gir::Module &m, const Facts &facts) {
  std::string out;
  for (auto &f : m.funcs) {
    if (!hasBody(*f) || (f->flags & (gir::kClosure | gir::kAvailable))) continue;
    auto it = facts.find(f->name);
    if (it == facts.end()) continue;
    const Summary &s = it->second;
    out += std::to_string(s.params) + " " + std::to_string(s.results) + " ";
    for (int8_t l : s.labels) out += l == kNever ? 'z' : static_cast<char>('a' + l);
    out += " " + f->name + "\n";
  }
  return out;
}

bool readFacts(std::string_view text, Facts &facts) {
  auto number = [&](uint32_t &n) {
    n = 0;
    size_t i = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9' && n < 100000; i++) n = n * 10 + static_cast<uint32_t>(text[i] - '0');
    if (i == 0 || i >= text.size() || text[i] != ' ') return false;
    text.remove_prefix(i + 1);
    return true;
  };
  while (!text.empty()) {
    Summary s;
    uint32_t p, r;
    if (!number(p) || !number(r)) return false;
    s.reset(p, r);
    if (text.size() < s.labels.size() + 1) return false;
    for (int8_t &l : s.labels) {
      char c = text[0];
      if (c == 'z') l = kNever;
      else if (c >= 'a' && c <= 'a' + kMaxDerefs) l = static_cast<int8_t>(c - 'a');
      else return false;
      text.remove_prefix(1);
    }
    size_t end = text.find('\n');
    if (text[0] != ' ' || end == std::string_view::npos) return false;
    facts.insert_or_assign(std::string(text.substr(1, end - 1)), std::move(s));
    text.remove_prefix(end + 1);
  }
  return true;
}

} // namespace golem::escape
