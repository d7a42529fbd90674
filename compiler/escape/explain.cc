// -m=2's explanations: ways through the graph in, gc's words out.
//
// gc's locations are the variables of the source, results, allocations and the heap; the registers between them are one step of a
// way. What is said about a step comes from Function::flowTexts, found by its two ends, its dereferences and the nearest position.
#include "compiler/escape/graph.h"
#include "compiler/gir/messages.h"
#include <algorithm>
#include <cstdlib>
#include <optional>

namespace golem::escape {

std::string_view shownName(const gir::Function &f) {
  std::string_view n = gir::withoutDirectories(f.name);
  size_t dot = n.find('.');
  return dot == n.npos ? n : n.substr(dot + 1);
}

FlowTexts::FlowTexts(const gir::Module &m, const gir::InlineNames *inlineNames) : names(inlineNames) {
  for (auto &f : m.funcs)
    for (const gir::FlowText &t : f->flowTexts) {
      byEnds[std::string(t.dst) + "|" + std::string(t.src)].push_back(&t);
      if (t.src[0] == '#' && !t.notes.empty() && t.notes[0].why == "spill") spilled.emplace(t.src, t.notes[0].text);
    }
}

namespace {

struct Explainer {
  const Graph &g;
  const std::vector<Cause> &heap;
  const FlowTexts &texts;
  std::unordered_map<Loc, std::string> constants = {}; // by site: what is boxed there
  bool early = false;                                  // gc doesn't know of them yet
  const std::string *constant(Loc l) const {
    auto it = constants.find(l);
    return early || it == constants.end() ? nullptr : &it->second;
  }

  void findConstants() {
    for (uint32_t un = 0; un < g.units.size(); un++)
      for (const gir::Block &b : g.units[un].f->blocks)
        for (const gir::Op &op : b.ops)
          if (op.site != gir::kNone)
            if (std::string t = boxedConstant(g, un, op); !t.empty()) constants[g.units[un].site(op.site)] = t;
  }
  std::string place(uint32_t pos) const { // of a site, as in flowTexts
    const gir::SrcPos &p = g.m.positions[pos];
    return "#" + std::to_string(p.file) + ":" + std::to_string(p.line) + ":" + std::to_string(p.col);
  }
  const Unit &unitOf(Loc l) const { return g.units[g.locs[l].unit]; }
  // A register that came with an inlined body, or holds its result.
  const gir::InlineNames::Inlined *inlined(Loc l) const {
    if (l < Graph::kFirst || !texts.names) return nullptr;
    const Unit &u = unitOf(l);
    if (l < u.reg(0) || l >= u.var(0)) return nullptr;
    auto of = texts.names->registers.find(u.f);
    if (of == texts.names->registers.end()) return nullptr;
    auto it = of->second.find(l - u.reg(0));
    return it == of->second.end() ? nullptr : &it->second;
  }
  // A location that gc doesn't have: "".
  std::string key(Loc l) const {
    if (l == Graph::kHeap) return "{heap}";
    if (l < Graph::kFirst) return {};
    const Unit &u = unitOf(l);
    if (l == u.frame()) return {};
    if (l < u.reg(0)) {
      uint32_t r = l - u.result(0);
      return r < u.f->resultNames.size() ? std::string(u.f->resultNames[r]) : "~r" + std::to_string(r);
    }
    if (l < u.var(0)) {
      if (const gir::InlineNames::Inlined *in = inlined(l)) return in->name;
      return std::string(u.f->regs[l - u.reg(0)].name);
    }
    if (l < u.site(0)) return std::string(u.f->vars[l - u.var(0)].name);
    if (l >= u.ghost(0)) return std::string(u.ghosts[l - u.ghost(0)]->name);
    return place(u.f->sites[l - u.site(0)].pos);
  }
  bool isSite(Loc l) const { return l >= Graph::kFirst && l >= unitOf(l).site(0) && l < unitOf(l).ghost(0); }
  std::string name(Loc l) const {
    if (const gir::InlineNames::Inlined *in = inlined(l)) return in->package + in->name;
    if (l >= Graph::kFirst && l >= unitOf(l).var(0) && l < unitOf(l).site(0)) {
      const gir::Variable &v = unitOf(l).f->vars[l - unitOf(l).var(0)];
      return v.name.empty() ? std::string() : foreignPackage(g.m, texts.names, v.pos) + std::string(v.name);
    }
    if (!isSite(l)) return key(l);
    if (const std::string *c = constant(l)) return *c;
    const gir::Site &s = unitOf(l).f->sites[l - unitOf(l).site(0)];
    if (s.kind == gir::SiteKind::Append)
      if (std::string_view t = spilled(l); !t.empty()) return std::string(t);
    return std::string(s.expr);
  }
  std::string shown(Loc l) const { return isSite(l) ? "{storage for " + name(l) + "}" : key(l).empty() ? "{temp}" : name(l); }
  std::string_view spilled(Loc l) const {
    auto it = texts.spilled.find(key(l));
    return it == texts.spilled.end() ? std::string_view() : it->second;
  }
  const gir::FlowText *text(Loc dst, Loc src, int derefs, uint32_t pos, uint32_t param) const {
    auto it = texts.byEnds.find(key(dst) + "|" + key(src));
    if (it == texts.byEnds.end()) return nullptr;
    const gir::SrcPos &at = g.m.positions[pos];
    const gir::FlowText *best = nullptr;
    long far = 0;
    for (const gir::FlowText *t : it->second) {
      const gir::SrcPos &p = g.m.positions[t->pos];
      if (p.file != at.file || (t->derefs != derefs && t->derefs != gir::FlowText::kAnyDerefs)) continue;
      if (t->derefs == gir::FlowText::kAnyDerefs && param != gir::kNone && t->param != param) continue;
      long d = std::labs(static_cast<long>(p.line) - at.line) * 1000 + std::labs(static_cast<long>(p.col) - at.col) + (t->derefs == derefs ? 0 : 500);
      if (!best || d < far) {
        best = t;
        far = d;
      }
    }
    return best;
  }
  // Of the function that code at pos was inlined from: "~r0, ~r1".
  std::string results(uint32_t pos) const {
    auto f = g.m.byName.find(g.m.inlinedNames[g.m.positions[pos].func]);
    std::string s;
    if (f == g.m.byName.end()) return s;
    for (std::string_view r : f->second->resultNames)
      s += (s.empty() ? "" : ", ") + (r[0] == '~' ? std::string() : foreignPackage(g.m, texts.names, pos)) + std::string(r);
    return s;
  }
  static std::string stars(int derefs) { return derefs < 0 ? "&" : std::string(static_cast<size_t>(derefs), '*'); }
  // calls: positions of the calls on the way whose parameter goes to several places. gc has a temporary there.
  void step(Loc dst, Loc src, int derefs, uint32_t pos, const std::vector<uint32_t> &calls, uint32_t param, Explanation &out) const {
    const gir::FlowText *t = text(dst, src, derefs, pos, param);
    std::string from = shown(src);
    int seen = 0; // dereferences on the way up to `from`
    size_t first = 0, n = t ? t->notes.size() : 0;
    // In an inlined body everything is where the call stands, and what it returns is assigned.
    const uint32_t call = gir::outermost(g.m, pos);
    const std::string *boxed = constant(src);
    auto flow = [&](const std::string &to, int d, size_t end) {
      out.lines.push_back({first < end ? t->notes[first].pos : out.pos, "  flow: " + to + " ← " + stars(d) + from + ":", true});
      for (; first < end; first++) {
        const gir::FlowNote &note = t->notes[first];
        bool returned = call != pos && note.why == "return" && note.text.starts_with("return ");
        std::string text = returned ? results(pos) + " = " + std::string(note.text.substr(7)) : std::string(note.text);
        if (boxed && text == unitOf(src).f->sites[src - unitOf(src).site(0)].expr) text = *boxed;
        out.lines.push_back({call != pos ? call : note.pos, "    from " + text + " (" + std::string(returned ? "assign-pair" : note.why) + ")", false});
      }
    };
    auto temporary = [&](int d, size_t end) {
      flow("{temp}", d, end);
      from = "{temp}";
      seen += d;
    };
    auto samePlace = [&](uint32_t a, uint32_t b) {
      const gir::SrcPos &p = g.m.positions[a], &q = g.m.positions[b];
      return p.line == q.line && p.col == q.col && p.file == q.file;
    };
    for (size_t i = 0; i < n; i++) {
      if (t->tempDerefs >= 0 && i == t->tempNotes) temporary(derefs - t->tempDerefs - seen, i);
      const gir::FlowNote &note = t->notes[i];
      if (note.why.empty()) { // the value is in another location there
        int d = note.derefs - seen;
        flow(std::string(note.text), d, i);
        from = note.text;
        seen += d;
        first = i + 1;
        continue;
      }
      bool many = note.why == "call parameter" &&
                  (note.text.starts_with("append(") ? i + 1 < n : std::any_of(calls.begin(), calls.end(), [&](uint32_t c) { return samePlace(c, note.pos); }));
      if (many) temporary(note.derefs - seen, i + 1);
    }
    flow(shown(dst), std::max(derefs - seen, from == "{temp}" ? 0 : -1), n);
  }
  // A parameter and its variable, a result and its variable, what a closure captured and the variable that it captured.
  bool oneVariable(Loc dst, Loc src) const {
    if (isSite(dst) || isSite(src) || dst < Graph::kFirst || src < Graph::kFirst || key(dst) != key(src)) return false;
    const Unit &u = unitOf(dst);
    if (g.locs[dst].unit != g.locs[src].unit) return u.parent == g.locs[src].unit && captured(dst);
    const gir::InlineNames::Inlined *to = inlined(dst), *of = inlined(src);
    auto variable = [&](Loc l) { return l >= u.var(0) && l < u.site(0); };
    if (to || of) {
      if ((to && to->param) || (of && of->result)) return false;
      return to && to->result ? of || variable(src) : of->param && variable(dst);
    }
    if (dst < u.reg(0)) return variable(src) || (src >= u.reg(0) && src < u.var(0) && u.f->regs[src - u.reg(0)].untracked); // a result
    bool param = std::any_of(u.f->params.begin(), u.f->params.end(), [&](gir::Reg r) { return u.reg(r) == src; });
    return param && variable(dst) && parameter(u, u.f->vars[dst - u.var(0)]);
  }
  bool captured(Loc l) const {
    const Unit &u = unitOf(l);
    return std::any_of(u.f->captures.begin(), u.f->captures.end(), [&](gir::Reg r) { return u.reg(r) == l; });
  }
  static bool parameter(const Unit &u, const gir::Variable &v) {
    return std::any_of(u.f->written.begin(), u.f->written.end(), [&](const gir::Param &p) { return p.name == v.name && p.pos == v.pos; });
  }
  // The edge whose place tells which statement it is: the last one, but what is returned goes through a variable to the function's end.
  uint32_t place(const GcFlow &f) const {
    for (uint32_t i : f.edges) {
      const Edge &e = g.edges[i];
      if (e.dst < Graph::kFirst) continue;
      const Unit &u = unitOf(e.dst);
      bool variable = e.dst >= u.var(0) && e.dst < u.site(0), reg = e.dst >= u.reg(0) && e.dst < u.var(0);
      if (f.dst >= u.result(0) && f.dst < u.reg(0) && key(e.dst).empty() && (variable || (reg && u.f->regs[e.dst - u.reg(0)].untracked))) return e.pos;
    }
    return g.edges[f.edges.back()].pos;
  }
  // Locations that gc has on this way without a name.
  int hops(const GcFlow &f) const {
    int n = 0;
    uint32_t param = gir::kNone;
    for (uint32_t i : f.edges) {
      const Edge &e = g.edges[i];
      if (e.call == gir::kNone) continue;
      n += g.calls[e.call].many;
      if (param == gir::kNone && !g.calls[e.call].callee.empty()) param = g.calls[e.call].param;
    }
    const gir::FlowText *t = text(f.dst, f.src, f.derefs, place(f), param);
    if (!t) return n;
    if (t->tempDerefs >= 0) n++;
    for (size_t i = 0; i < t->notes.size(); i++)
      n += t->notes[i].why.empty() || (t->notes[i].text.starts_with("append(") && t->notes[i].why == "call parameter" && i + 1 < t->notes.size());
    return n;
  }
  void step(const GcFlow &f, Explanation &out) const {
    std::vector<uint32_t> calls;
    uint32_t param = gir::kNone; // of the first call
    for (uint32_t i : f.edges) {
      const Edge &e = g.edges[i];
      if (e.call == gir::kNone) continue;
      if (g.calls[e.call].many) calls.push_back(e.pos);
      if (param == gir::kNone && !g.calls[e.call].callee.empty()) param = g.calls[e.call].param;
    }
    step(f.dst, f.src, f.derefs, place(f), calls, param, out);
  }
  // It ends where something is on the heap for reasons of its own.
  void way(Loc l, const Way &w, Explanation &out) const {
    GcFlow f;
    f.src = l;
    for (size_t i = 0; i < w.size(); i++) {
      const Edge &e = g.edges[w[i]];
      f.edges.push_back(w[i]);
      f.derefs = std::max(f.derefs + e.weight, -1);
      if (key(e.dst).empty() && i + 1 < w.size()) continue;
      f.dst = e.dst;
      bool same = f.derefs == 0 && oneVariable(f.dst, f.src);
      if (!same) step(f, out);
      f = {0, e.dst, 0, {}};
      if (g.locs[f.src].object && heap[f.src] != Cause::None && !same) break;
    }
  }
  uint32_t pos(Loc l) const {
    const Unit &u = unitOf(l);
    if (isSite(l)) return u.f->sites[l - u.site(0)].pos;
    return l >= u.ghost(0) ? u.ghosts[l - u.ghost(0)]->pos : u.f->vars[l - u.var(0)].pos;
  }
};

} // namespace

void explain(const Graph &g, const std::vector<Cause> &heap, const std::vector<Way> &ways, const std::vector<bool> &resultsLost, const FlowTexts &texts,
             std::vector<Explanation> &out) {
  Explainer x{g, heap, texts};
  x.findConstants();
  auto spoken = [&](const Unit &u) { return !(u.f->flags & gir::kAvailable) && !gir::isGenerated(*u.f); };
  // A variable that a closure captured by reference is the variable itself.
  std::vector<bool> reference(g.count()), address(g.count());
  for (const Edge &e : g.edges)
    if (e.weight < 0 && e.dst >= Graph::kFirst && x.key(e.dst).empty()) address[e.dst] = true;
  for (const Edge &e : g.edges)
    if (e.dst >= Graph::kFirst && x.captured(e.dst) && (e.weight < 0 || address[e.src])) reference[e.dst] = true;
  GcLocations is{[&](Loc l) { return !reference[l] && !x.key(l).empty(); }, [&](Loc dst, Loc src) { return x.oneVariable(dst, src); },
                 [&](const GcFlow &f) { return x.hops(f); }};
  const GcWalk walk = walkAsGc(g, is, resultsLost);
  // What stands for gc's location: the object, the parameter.
  std::unordered_map<Loc, Loc> objects;
  std::unordered_map<Loc, std::pair<uint32_t, uint32_t>> params;
  for (Loc l = Graph::kFirst; l < g.count(); l++)
    if (g.locs[l].object) objects[walk.variable[l]] = l;
  for (uint32_t un = 0; un < g.units.size(); un++)
    for (uint32_t i = 0; i < g.units[un].f->written.size() && i < g.units[un].f->params.size(); i++)
      params[walk.variable[g.units[un].reg(g.units[un].f->params[i])]] = {un, i};
  // What several locations that are one variable are called: a captured one by its own function's name.
  std::vector<Loc> display(g.count(), Graph::kHeap);
  for (Loc l = Graph::kFirst; l < g.count(); l++)
    if (Loc &d = display[walk.variable[l]]; is.known(l) && (d == Graph::kHeap || (x.captured(d) && !x.captured(l)))) d = l;
  auto object = [&](Loc l) -> std::optional<Explanation> {
    const Unit &u = x.unitOf(l);
    std::string n = x.name(l);
    if (heap[l] == Cause::None || !spoken(u) || n.empty() || n[0] == '.' || n[0] == '#') return {};
    if (x.isSite(l)) {
      gir::SiteKind k = u.f->sites[l - u.site(0)].kind;
      if (k == gir::SiteKind::Variable || k == gir::SiteKind::Defer || k == gir::SiteKind::Go) return {};
    }
    return Explanation{u.f, x.pos(l), false, !x.isSite(l), n + " escapes to heap", {}, {}};
  };
  std::vector<bool> done(g.count());
  for (const GcWalk::Told &t : walk.told) {
    x.early = t.early;
    std::optional<Explanation> e;
    if (t.leaks) {
      auto p = params.find(t.loc);
      if (p == params.end()) continue;
      const Unit &u = g.units[p->second.first];
      const gir::Param &param = u.f->written[p->second.second];
      if (param.name.empty() || !spoken(u)) continue;
      e = Explanation{
          u.f, param.pos, true, true, "parameter " + std::string(param.name) + " leaks to " + x.shown(t.root), " with derefs=" + std::to_string(t.derefs), {}};
    } else {
      auto o = objects.find(t.loc);
      if (o == objects.end() || !(e = object(o->second))) continue;
      done[o->second] = true;
    }
    for (uint32_t i : t.steps) {
      GcFlow f = walk.flows[i];
      f.dst = display[walk.variable[f.dst]];
      f.src = display[walk.variable[f.src]];
      x.step(f, *e);
    }
    out.push_back(std::move(*e));
  }
  x.early = false;
  for (Loc l = Graph::kFirst; l < g.count(); l++) {
    if (done[l] || !g.locs[l].object) continue;
    std::optional<Explanation> e = object(l);
    if (!e) continue;
    if (g.locs[l].forced != Cause::None) {
      e->lines.push_back({e->pos, "  flow: {heap} ← &" + x.shown(l) + ":", true});
      e->lines.push_back({e->pos, "    from " + x.name(l) + " (" + std::string(causeText(g.locs[l].forced)) + ")", false});
    } else x.way(l, ways[l], *e);
    out.push_back(std::move(*e));
  }
}

} // namespace golem::escape
