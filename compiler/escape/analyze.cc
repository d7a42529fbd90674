// The order of work: functions bottom-up over the strongly connected components of the module's call graph, so that a
// callee's summary is known when its caller is solved. A component is one batch (graph.h), closures together with the
// functions that make them: what a body does with captured values is charged to the place that captures them. Functions without
// body here are looked up among the facts of imported packages; what isn't there keeps everything it is given.
#include "compiler/escape/graph.h"
#include <algorithm>
#include <optional>

namespace golem::escape {

std::string_view causeText(Cause c) {
  switch (c) {
#define CAUSE(name, text) \
  case Cause::name: return text;
#include "compiler/escape/causes.def"
  }
  return {};
}

void Summary::reset(uint32_t p, uint32_t r) {
  params = p;
  results = r;
  labels.assign(static_cast<size_t>(p) * (kSinks + r), kNever);
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
        if (params[i] == 'h') s.sink(i, Summary::Heap) = 0;
        if (params[i] == 'c') s.sink(i, Summary::Heap) = 1;
        if (params[i] == 'e') s.sink(i, Summary::Elements) = 1;
        if (params[i] != 'h') s.sink(i, Summary::Mutator) = 0;
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

struct Analysis {
  gir::Module &m;
  const Facts *facts;
  const Options &options;
  std::unordered_map<std::string_view, uint32_t> index;
  std::vector<gir::Function *> funcs;
  std::vector<Summary> summaries;
  std::vector<bool> solved;
  // Families: a function and the closures made in it, which are analyzed together.
  std::vector<uint32_t> parent;               // of a closure that is made in one place; else kNoUnit
  std::vector<const gir::Op *> made;
  std::vector<std::vector<uint32_t>> children;
  std::vector<uint32_t> family;               // its outermost function
  std::vector<std::vector<uint32_t>> callees; // of families, by outermost function
  std::vector<uint32_t> unit;                 // in the batch under way, or kNoUnit
  std::optional<FlowTexts> texts;
  Facts declared;                             // functions without a body of which anything is known

  const Summary *summaryOf(std::string_view sym) const {
    std::string name(sym);
    if (auto it = index.find(sym); it != index.end()) {
      // A body of another package is here for inlining; what that package found out about it counts.
      if (facts && funcs[it->second]->flags & gir::kAvailable)
        if (auto known = facts->find(name); known != facts->end()) return &known->second;
      return solved[it->second] ? &summaries[it->second] : nullptr;
    }
    auto find = [&](const Facts &in) {
      auto it = in.find(name);
      return it == in.end() ? nullptr : &it->second;
    };
    // A function without a body is what its declaration says, whoever may define it: so it is with gc.
    const Summary *s = nullptr;
    if (auto it = m.byName.find(sym); it != m.byName.end() && it->second->flags & gir::kBodyless) s = find(declared);
    else if (facts) s = find(*facts);
    return s ? s : find(externs());
  }

  void collect() {
    for (auto &f : m.funcs)
      if (gir::hasBody(*f)) {
        index.emplace(f->name, static_cast<uint32_t>(funcs.size()));
        funcs.push_back(f.get());
      }
    size_t n = funcs.size();
    summaries.resize(n);
    solved.assign(n, false);
    callees.resize(n);
    children.resize(n);
    parent.assign(n, kNoUnit);
    made.assign(n, nullptr);
    family.assign(n, kNoUnit);
    unit.assign(n, kNoUnit);
    std::vector<uint32_t> places(n);
    for (uint32_t i = 0; i < n; i++)
      for (const gir::Block &b : funcs[i]->blocks)
        for (const gir::Op &op : b.ops) {
          if (op.code != gir::Opcode::closure_) continue;
          auto it = index.find(op.sym);
          if (it == index.end() || it->second == i) continue;
          bool literal = op.site != gir::kNone && funcs[i]->sites[op.site].kind == gir::SiteKind::Closure;
          // A function literal that captures nothing is a function like any other.
          if (!literal || op.args.empty() || ++places[it->second] != 1) places[it->second] = 2; // a method value's function, or one made in several places
          parent[it->second] = i;
          made[it->second] = &op;
        }
    for (uint32_t i = 0; i < n; i++)
      if (places[i] != 1) parent[i] = kNoUnit;
    for (uint32_t i = 0; i < n; i++)
      if (parent[i] != kNoUnit) children[parent[i]].push_back(i);
    for (uint32_t i = 0; i < n; i++)
      if (parent[i] == kNoUnit) mark(i);
    // Closures that make each other can't be: whoever isn't below an outermost function stands alone.
    for (uint32_t i = 0; i < n; i++)
      if (family[i] == kNoUnit) {
        parent[i] = kNoUnit;
        made[i] = nullptr;
        children[i].clear();
        family[i] = i;
      }
    auto calls = [&](uint32_t from, std::string_view sym) {
      auto it = index.find(sym);
      if (it != index.end()) callees[family[from]].push_back(family[it->second]);
    };
    for (uint32_t i = 0; i < n; i++) {
      for (const gir::Block &b : funcs[i]->blocks)
        for (const gir::Op &op : b.ops)
          if (op.code == gir::Opcode::call_ || op.code == gir::Opcode::closure_ || op.code == gir::Opcode::funcval_) calls(i, op.sym);
      for (const gir::Const &c : funcs[i]->consts)
        if (c.kind == gir::Const::K::Func) calls(i, c.s);
    }
  }
  void mark(uint32_t outermost) {
    std::vector<uint32_t> work{outermost};
    while (!work.empty()) {
      uint32_t i = work.back();
      work.pop_back();
      family[i] = outermost;
      for (uint32_t k : children[i]) work.push_back(k);
    }
  }

  void solveBatch(const std::vector<uint32_t> &families) {
    std::vector<uint32_t> members;
    std::vector<Unit> units;
    for (uint32_t root : families) {
      std::vector<uint32_t> work{root};
      while (!work.empty()) { // outer functions before their closures
        uint32_t i = work.back();
        work.pop_back();
        unit[i] = static_cast<uint32_t>(units.size());
        units.push_back({funcs[i], parent[i] == kNoUnit ? kNoUnit : unit[parent[i]], made[i], 0, {}});
        members.push_back(i);
        for (size_t k = children[i].size(); k-- > 0;) work.push_back(children[i][k]);
      }
    }
    auto unitOf = [this](std::string_view sym) {
      auto it = index.find(sym);
      return it == index.end() ? kNoUnit : unit[it->second];
    };
    auto known = [this](std::string_view sym) { return summaryOf(sym); };
    const FlowTexts *words = texts ? &*texts : nullptr;
    std::vector<Summary> sums(members.size()), gc;
    Graph g = buildGraph(m, units, unitOf, known, options.limits, View::Golem);
    if (!g.gcDiffers) solveAndPlace(g, sums, options, words);
    else {
      gc.resize(members.size());
      Options say = options, place = options;
      say.findings = nullptr;
      say.paramPaths = nullptr;
      place.verdicts = nullptr;
      place.explanations = nullptr;
      Graph asGc = buildGraph(m, std::move(units), unitOf, known, options.limits, View::Gc);
      Verdicts verdicts{asGc, solve(asGc, gc, say, words)};
      solveAndPlace(g, sums, place, nullptr, &verdicts);
      for (size_t k = 0; k < members.size(); k++)
        if (gc[k].labels != sums[k].labels) sums[k].gcLabels = std::move(gc[k].labels);
    }
    for (size_t k = 0; k < members.size(); k++) {
      summaries[members[k]] = std::move(sums[k]);
      solved[members[k]] = true;
      unit[members[k]] = kNoUnit;
    }
  }
  // Tarjan's components come out callees first.
  void run() {
    collect();
    uint32_t n = static_cast<uint32_t>(funcs.size()), counter = 0;
    std::vector<uint32_t> num(n), low(n), stack;
    std::vector<bool> onStack(n);
    struct Frame {
      uint32_t v;
      size_t next;
    };
    for (uint32_t root = 0; root < n; root++) {
      if (num[root] || family[root] != root) continue;
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
          solveBatch(c);
        }
        frames.pop_back();
        if (!frames.empty()) low[frames.back().v] = std::min(low[frames.back().v], low[v]);
      }
    }
  }

  // Functions without a body keep everything, unless //go:noescape says otherwise, which gc believes; externs.def knows better.
  void bodyless(Facts *out) {
    for (auto &f : m.funcs) {
      if (!(f->flags & gir::kBodyless)) continue;
      if (options.verdicts) sayBodyless(*f, *options.verdicts);
      auto e = externs().find(f->name);
      if (!(f->flags & gir::kNoescape) && (e == externs().end() || f->name.starts_with("golem_"))) continue;
      Summary said;
      said.reset(static_cast<uint32_t>(f->sig->params.size()), static_cast<uint32_t>(e == externs().end() ? f->sig->results.size() : e->second.results));
      for (uint32_t i = 0; i < said.params; i++) {
        if (!f->sig->params[i]->hasPointers()) continue;
        if (f->flags & gir::kNoescape) said.sink(i, Summary::Mutator) = said.sink(i, Summary::Callee) = 0;
        else said.sink(i, Summary::Heap) = 0;
      }
      Summary s = said;
      if (e != externs().end()) {
        s = e->second;
        if (s.params == said.params && s.labels != said.labels) s.gcLabels = std::move(said.labels);
      }
      if (out) out->insert_or_assign(f->name, s);
      declared.insert_or_assign(f->name, std::move(s));
    }
  }
};

} // namespace

void analyze(gir::Module &m, Facts *facts, const Options &options) {
  Analysis a{m, facts, options, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  if (options.explanations) a.texts.emplace(m, options.names);
  a.bodyless(facts);
  a.run();
  if (!facts) return;
  for (size_t i = 0; i < a.funcs.size(); i++)
    if (a.summaries[i].params && !(a.funcs[i]->flags & gir::kAvailable && facts->count(a.funcs[i]->name)))
      facts->insert_or_assign(a.funcs[i]->name, std::move(a.summaries[i]));
}

// One function a line: "params results labels name", after labels perhaps "!" and gc's; a label is a character from 'A' on, '~' for never.
// Functions that keep everything need no line: that is what is believed of the unknown.
std::string writeFacts(const gir::Module &m, const Facts &facts) {
  std::string out;
  for (auto &f : m.funcs) {
    if (!(gir::hasBody(*f) || f->flags & gir::kBodyless) || (f->flags & (gir::kClosure | gir::kAvailable))) continue;
    auto it = facts.find(f->name);
    if (it == facts.end()) continue;
    const Summary &s = it->second;
    out += std::to_string(s.params) + " " + std::to_string(s.results) + " ";
    auto add = [&](const std::vector<int8_t> &labels) {
      for (int8_t l : labels) out += l == kNever ? '~' : static_cast<char>('A' + l);
    };
    add(s.labels);
    if (!s.gcLabels.empty()) {
      out += '!';
      add(s.gcLabels);
    }
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
    auto labels = [&](std::vector<int8_t> &to) {
      if (text.size() < to.size() + 1) return false;
      for (int8_t &l : to) {
        char c = text[0];
        if (c == '~') l = kNever;
        else if (c >= 'A' && c <= 'A' + kMaxDerefs) l = static_cast<int8_t>(c - 'A');
        else return false;
        text.remove_prefix(1);
      }
      return true;
    };
    if (!labels(s.labels)) return false;
    if (text[0] == '!') {
      text.remove_prefix(1);
      s.gcLabels = s.labels;
      if (!labels(s.gcLabels)) return false;
    }
    size_t end = text.find('\n');
    if (text[0] != ' ' || end == std::string_view::npos) return false;
    facts.insert_or_assign(std::string(text.substr(1, end - 1)), std::move(s));
    text.remove_prefix(end + 1);
  }
  return true;
}

} // namespace golem::escape
