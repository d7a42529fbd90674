// Where the contents of a stack object begin and end to matter: marks around the allocas of an optimized function, for
// slotlive.cc, which tells the collector at each call which words of the frame are dead.
//
// An alloca whose address is taken can't be followed through machine code, but here it can: Go's escape analysis put it on
// the stack because its address flows, through a call, only to the call's results. So:
//   derived   the alloca's address and what is computed from it; results of calls that were given such an address; what is
//             loaded from objects that may hold one.
//   group     allocas that may hold each other's addresses: one stored into another, both passed to the same call. They live
//             together.
//   escaped   the address went where this analysis doesn't follow (an integer, memory outside the frame): no marks, and
//             the object counts as live in the whole function.
// Backward liveness of words (whole objects, when long) over reads by derived pointers: a read makes the words live that it
// may reach, a store with a constant place kills those it covers. Marks are empty inline assembly with a memory operand, which
// lasts to the end of code generation: "golem_slot_end" after a block's last read, "golem_slot_begin" before what gives a dead
// object its first contents. In a function with a recovery pad, which every instruction may enter, what the pad reads is live
// everywhere.
#include "compiler/llvm/pipeline.h"
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>

namespace golem::llvm_backend {

namespace {

using llvm::BitVector;

constexpr uint64_t kMaxWords = 16;    // longer objects have one bit
constexpr unsigned kMaxObjects = 512; // a function with more gets no marks

struct Object {
  llvm::AllocaInst *alloca;
  uint64_t size;
  unsigned firstBit, bits;
};

struct Marker {
  llvm::Function &fn;
  const llvm::DataLayout &dl;
  std::vector<Object> objects;
  std::vector<unsigned> parent;
  std::vector<bool> escaped, holds; // by root; holds: may contain addresses of its own group
  llvm::DenseMap<const llvm::Value *, unsigned> derived;
  bool changed = false;
  bool addressesKnown = false; // before, nothing counts as gone elsewhere
  unsigned totalBits = 0;
  std::vector<BitVector> groupBits; // by root
  BitVector padBits;
  llvm::DenseSet<const llvm::Instruction *> interesting; // accesses by a derived address

  explicit Marker(llvm::Function &f) : fn(f), dl(f.getDataLayout()) {}

  unsigned root(unsigned o) {
    while (parent[o] != o) o = parent[o] = parent[parent[o]];
    return o;
  }
  int groupOf(const llvm::Value *v) {
    auto it = derived.find(v);
    return it == derived.end() ? -1 : static_cast<int>(root(it->second));
  }
  void unite(int a, int b) {
    unsigned x = root(static_cast<unsigned>(a)), y = root(static_cast<unsigned>(b));
    if (x == y) return;
    parent[y] = x;
    escaped[x] = escaped[x] || escaped[y];
    holds[x] = true;
    changed = true;
  }
  void escape(int g) {
    if (!addressesKnown || g < 0 || escaped[root(static_cast<unsigned>(g))]) return;
    escaped[root(static_cast<unsigned>(g))] = true;
    changed = true;
  }
  void derive(const llvm::Value *v, int g) {
    if (g < 0) return;
    auto [it, isNew] = derived.try_emplace(v, static_cast<unsigned>(g));
    if (isNew) changed = true;
    else unite(static_cast<int>(it->second), g);
  }
  static bool mayBePointer(llvm::Type *t) {
    if (t->isPointerTy()) return true;
    if (t->isIntegerTy()) return t->getIntegerBitWidth() >= 64;
    if (auto *st = llvm::dyn_cast<llvm::StructType>(t)) {
      for (llvm::Type *e : st->elements())
        if (mayBePointer(e)) return true;
      return false;
    }
    if (auto *at = llvm::dyn_cast<llvm::ArrayType>(t)) return mayBePointer(at->getElementType());
    if (auto *vt = llvm::dyn_cast<llvm::VectorType>(t)) return mayBePointer(vt->getElementType()) || vt->getPrimitiveSizeInBits().getFixedValue() >= 64;
    return false;
  }
  static bool hasPointer(llvm::Type *t) {
    if (t->isPointerTy()) return true;
    for (llvm::Type *e : t->subtypes())
      if (hasPointer(e)) return true;
    return false;
  }
  static bool ignored(const llvm::Instruction &i) {
    auto *ii = llvm::dyn_cast<llvm::IntrinsicInst>(&i);
    return ii && (ii->isAssumeLikeIntrinsic() || ii->isLifetimeStartOrEnd());
  }
  static bool computesAddress(const llvm::Instruction &i) {
    return llvm::isa<llvm::GetElementPtrInst, llvm::BitCastInst, llvm::AddrSpaceCastInst, llvm::FreezeInst, llvm::PHINode, llvm::SelectInst,
                     llvm::ExtractValueInst, llvm::InsertValueInst, llvm::ExtractElementInst, llvm::InsertElementInst, llvm::ShuffleVectorInst>(i);
  }
  static bool indirect(const llvm::CallBase &c, unsigned arg) { return c.isInlineAsm() && c.getParamElementType(arg); }

  // What one instruction does to groups; repeated until nothing changes.
  void flow(llvm::Instruction &i) {
    if (ignored(i)) return;
    if (llvm::isa<llvm::AllocaInst>(i)) return;
    bool any = false;
    for (llvm::Value *v : i.operands())
      if (groupOf(v) >= 0) any = true;
    if (!any) return;
    if (computesAddress(i)) {
      for (llvm::Value *v : i.operands()) derive(&i, groupOf(v));
      return;
    }
    if (llvm::isa<llvm::ICmpInst>(i)) return;
    if (auto *l = llvm::dyn_cast<llvm::LoadInst>(&i)) {
      int g = groupOf(l->getPointerOperand());
      if (holds[static_cast<unsigned>(g)] && mayBePointer(l->getType())) derive(l, g);
      return;
    }
    if (auto *s = llvm::dyn_cast<llvm::StoreInst>(&i)) {
      int v = groupOf(s->getValueOperand()), p = groupOf(s->getPointerOperand());
      if (v < 0) return;
      if (p < 0) return escape(v);
      unite(p, v);
      hold(p);
      return;
    }
    if (auto *m = llvm::dyn_cast<llvm::MemTransferInst>(&i)) {
      int d = groupOf(m->getRawDest()), s = groupOf(m->getRawSource());
      if (s < 0) return;
      if (d >= 0) unite(d, s);
      else if (holds[static_cast<unsigned>(s)]) escape(s);
      return;
    }
    if (llvm::isa<llvm::MemSetInst>(i)) return;
    if (auto *c = llvm::dyn_cast<llvm::CallBase>(&i); c && !llvm::isa<llvm::CallBrInst>(i)) {
      int all = -1;
      for (unsigned k = 0; k < c->arg_size(); k++) {
        int g = groupOf(c->getArgOperand(k));
        if (g < 0) continue;
        if (c->isInlineAsm()) {
          if (!indirect(*c, k)) escape(g);
          continue;
        }
        if (all >= 0) unite(all, g);
        all = g;
      }
      if (c->getNumOperandBundles()) escape(all);
      if (all >= 0 && hasPointer(c->getType())) derive(c, groupOf0(all));
      return;
    }
    for (llvm::Value *v : i.operands()) escape(groupOf(v)); // ptrtoint, return, atomics …
  }
  int groupOf0(int g) { return static_cast<int>(root(static_cast<unsigned>(g))); }
  void hold(int g) {
    unsigned r = root(static_cast<unsigned>(g));
    if (!holds[r]) changed = true;
    holds[r] = true;
  }

  // Object and constant offset of an address, if it is one.
  const Object *place(const llvm::Value *p, int64_t &off) {
    llvm::APInt o(64, 0);
    auto *base = llvm::dyn_cast<llvm::AllocaInst>(p->stripAndAccumulateConstantOffsets(dl, o, true));
    auto it = derived.find(base);
    if (!base || it == derived.end() || o.getSignificantBits() > 32) return nullptr;
    off = o.getSExtValue();
    return &objects[it->second];
  }
  bool known(const Object *o) { return o && !escaped[root(static_cast<unsigned>(o - objects.data()))]; }
  // Words of [off, off+size): all that are touched, or only those wholly covered.
  void words(const Object &o, int64_t off, uint64_t size, bool whole, BitVector &out) {
    if (off < 0 || static_cast<uint64_t>(off) >= o.size) return;
    uint64_t lo = static_cast<uint64_t>(off), hi = std::min(o.size, lo + size);
    if (o.bits == 1) {
      if (!whole || (lo == 0 && hi == o.size)) out.set(o.firstBit);
      return;
    }
    uint64_t first = whole ? (lo + 7) / 8 : lo / 8, last = whole && hi != o.size ? hi / 8 : (hi + 7) / 8;
    for (uint64_t w = first; w < last; w++) out.set(o.firstBit + static_cast<unsigned>(w));
  }
  void readGroup(const llvm::Value *p, BitVector &out) {
    int g = groupOf(p);
    if (g >= 0 && !escaped[static_cast<unsigned>(g)]) out |= groupBits[static_cast<unsigned>(g)];
  }
  void readPlace(const llvm::Value *p, uint64_t size, BitVector &out) {
    int64_t off = 0;
    const Object *o = place(p, off);
    if (known(o)) words(*o, off, size, false, out);
    else readGroup(p, out);
  }
  void killPlace(const llvm::Value *p, uint64_t size, BitVector &out) {
    int64_t off = 0;
    const Object *o = place(p, off);
    if (known(o)) words(*o, off, size, true, out);
  }

  // Runtime functions whose first parameter is the slice that they return.
  static bool writesOnlyFirst(const llvm::CallBase &c) {
    const llvm::Function *f = c.getCalledFunction();
    if (!f || !f->getName().starts_with("golem_")) return false;
    llvm::StringRef n = f->getName().drop_front(6);
    return n == "growslice" || n == "stringtoslicebyte" || n == "stringtoslicerune";
  }

  // gen: words that the instruction reads; kill: words that it overwrites; touch: objects that it may write or read at all.
  // False: none.
  bool effect(const llvm::Instruction &i, BitVector &gen, BitVector &kill, BitVector &touch) {
    if (!interesting.contains(&i)) return false;
    gen.reset();
    kill.reset();
    touch.reset();
    if (auto *l = llvm::dyn_cast<llvm::LoadInst>(&i)) {
      readPlace(l->getPointerOperand(), dl.getTypeStoreSize(l->getType()), gen);
    } else if (auto *s = llvm::dyn_cast<llvm::StoreInst>(&i)) {
      killPlace(s->getPointerOperand(), dl.getTypeStoreSize(s->getValueOperand()->getType()), kill);
      readGroup(s->getPointerOperand(), touch);
    } else if (auto *m = llvm::dyn_cast<llvm::MemIntrinsic>(&i)) {
      auto *len = llvm::dyn_cast<llvm::ConstantInt>(m->getLength());
      uint64_t n = len ? len->getZExtValue() : 0;
      if (len) killPlace(m->getRawDest(), n, kill);
      readGroup(m->getRawDest(), touch);
      if (auto *t = llvm::dyn_cast<llvm::MemTransferInst>(m)) {
        if (len) readPlace(t->getRawSource(), n, gen);
        else readGroup(t->getRawSource(), gen);
      }
    } else if (auto *c = llvm::dyn_cast<llvm::CallBase>(&i)) {
      bool out = writesOnlyFirst(*c);
      for (unsigned k = 0; k < c->arg_size(); k++)
        if (k > 0 || !out) readGroup(c->getArgOperand(k), gen);
      if (out) {
        killPlace(c->getArgOperand(0), 24, kill);
        readGroup(c->getArgOperand(0), touch);
      }
    } else {
      for (const llvm::Value *v : i.operands()) readGroup(v, gen);
    }
    touch |= gen;
    return true;
  }

  void mark(const char *what, const Object &o, llvm::BasicBlock::iterator before) {
    llvm::IRBuilder<> b(before->getParent(), before);
    b.SetCurrentDebugLocation(llvm::DebugLoc());
    auto *ft = llvm::FunctionType::get(b.getVoidTy(), {b.getPtrTy()}, false);
    auto *ia = llvm::InlineAsm::get(ft, what, "*m", true);
    auto *c = b.CreateCall(ft, ia, {o.alloca});
    c->addParamAttr(0, llvm::Attribute::get(fn.getContext(), llvm::Attribute::ElementType, b.getInt64Ty()));
    c->setDoesNotThrow();
  }

  void run() {
    for (llvm::Instruction &i : fn.getEntryBlock())
      if (auto *a = llvm::dyn_cast<llvm::AllocaInst>(&i); a && a->isStaticAlloca())
        if (auto size = a->getAllocationSize(dl); size && !size->isScalable() && size->getFixedValue() >= 8)
          objects.push_back({a, size->getFixedValue(), 0, 0});
    if (objects.empty() || objects.size() > kMaxObjects) return;
    for (unsigned o = 0; o < objects.size(); o++) {
      parent.push_back(o);
      derived[objects[o].alloca] = o;
      Object &b = objects[o];
      b.firstBit = totalBits;
      b.bits = b.size <= kMaxWords * 8 ? static_cast<unsigned>((b.size + 7) / 8) : 1;
      totalBits += b.bits;
    }
    escaped.assign(objects.size(), false);
    holds.assign(objects.size(), false);
    auto settle = [&] {
      do {
        changed = false;
        for (llvm::Instruction &i : llvm::instructions(fn)) flow(i);
      } while (changed);
    };
    // Blocks are in no order: a store may come before the instruction that computes where to.
    settle();
    addressesKnown = true;
    settle();
    groupBits.assign(objects.size(), BitVector(totalBits));
    bool useful = false;
    for (unsigned o = 0; o < objects.size(); o++) {
      if (escaped[root(o)]) continue;
      useful = true;
      groupBits[root(o)].set(objects[o].firstBit, objects[o].firstBit + objects[o].bits);
    }
    if (!useful) return;
    for (llvm::Instruction &i : llvm::instructions(fn)) {
      if (ignored(i) || computesAddress(i) || llvm::isa<llvm::ICmpInst, llvm::AllocaInst>(i)) continue;
      for (llvm::Value *v : i.operands())
        if (groupOf(v) >= 0) interesting.insert(&i);
    }
    placeMarks();
  }

  void placeMarks() {
    // Backward: words that are read later. Forward: objects that have contents.
    unsigned n = 0;
    llvm::DenseMap<const llvm::BasicBlock *, unsigned> index;
    std::vector<llvm::BasicBlock *> blocks;
    for (llvm::BasicBlock &b : fn) {
      index[&b] = n++;
      blocks.push_back(&b);
    }
    std::vector<BitVector> liveIn(n, BitVector(totalBits)), hasIn(n, BitVector(totalBits)), hasOut(n, BitVector(totalBits));
    padBits = BitVector(totalBits);
    BitVector gen(totalBits), kill(totalBits), touch(totalBits);
    auto liveOut = [&](unsigned b) {
      BitVector live = padBits;
      for (llvm::BasicBlock *s : llvm::successors(blocks[b])) live |= liveIn[index[s]];
      return live;
    };
    auto before = [&](const llvm::Instruction &i, BitVector &live) {
      if (!effect(i, gen, kill, touch)) return;
      live.reset(kill);
      live |= gen;
      live |= padBits;
    };
    for (bool again = true; again;) {
      again = false;
      for (unsigned b = n; b-- > 0;) {
        BitVector live = liveOut(b);
        for (llvm::Instruction &i : llvm::reverse(*blocks[b])) before(i, live);
        if (live == liveIn[b]) continue;
        liveIn[b] = live;
        again = true;
        if (blocks[b]->isEHPad()) padBits |= live;
      }
    }
    for (bool again = true; again;) {
      again = false;
      for (unsigned b = 0; b < n; b++) {
        BitVector has(totalBits);
        for (llvm::BasicBlock *p : llvm::predecessors(blocks[b])) has |= hasOut[index[p]];
        hasIn[b] = has;
        for (llvm::Instruction &i : *blocks[b]) {
          if (!effect(i, gen, kill, touch)) continue;
          has |= touch;
          has |= kill;
        }
        if (has == hasOut[b]) continue;
        hasOut[b] = has;
        again = true;
      }
    }
    auto alive = [&](const Object &o, const BitVector &v) { return v.find_first_in(o.firstBit, o.firstBit + o.bits) >= 0; };
    struct Mark {
      const char *what;
      const Object *o;
      llvm::BasicBlock::iterator at;
    };
    std::vector<Mark> marks;
    for (unsigned b = 0; b < n; b++) {
      BitVector after = liveOut(b);
      std::vector<BitVector> lives{after}; // after the last instruction, before it, …
      for (llvm::Instruction &i : llvm::reverse(*blocks[b])) {
        before(i, after);
        lives.push_back(after);
      }
      // Forwards: begins. What is dead before an instruction that gives it contents, or has none yet.
      BitVector has = hasIn[b];
      size_t k = lives.size() - 1;
      for (llvm::Instruction &i : *blocks[b]) {
        const BitVector &in = lives[k], &out = lives[k - 1];
        k--;
        if (!effect(i, gen, kill, touch)) continue;
        touch |= kill;
        for (const Object &o : objects)
          if (alive(o, touch) && !alive(o, padBits) && ((alive(o, out) && !alive(o, in)) || (alive(o, in) && !alive(o, has))))
            marks.push_back({kSlotBegin, &o, i.getIterator()});
        has |= touch;
      }
      // Backwards: ends, after a read that no other read in this block follows. Also where the object lives on: the read
      // that follows may be this one, on the next turn of a loop.
      std::vector<bool> covered(objects.size(), false);
      k = 0;
      for (llvm::Instruction &i : llvm::reverse(*blocks[b])) {
        const BitVector &in = lives[++k];
        if (!effect(i, gen, kill, touch)) continue;
        for (size_t o = 0; o < objects.size(); o++) {
          if (!alive(objects[o], in)) covered[o] = false;
          if (!alive(objects[o], gen) || alive(objects[o], padBits) || covered[o]) continue;
          covered[o] = true;
          if (!i.isTerminator()) marks.push_back({kSlotEnd, &objects[o], std::next(i.getIterator())});
          else // not in the recovery pad: what that reads is live everywhere, and a mark is a read
            for (llvm::BasicBlock *s : llvm::successors(&i))
              if (!s->isEHPad()) marks.push_back({kSlotEnd, &objects[o], s->getFirstInsertionPt()});
        }
      }
    }
    for (const Mark &m : marks) mark(m.what, *m.o, m.at);
  }
};

// Could code generation keep an object by a pointer just past its end only? It may where a pointer runs through an object in a loop: loop
// strength reduction lets it start behind the first element and looks at what is before it.
bool pointerRuns(const llvm::Instruction &i) {
  if (llvm::isa<llvm::IntToPtrInst>(i)) return true;
  auto *g = llvm::dyn_cast<llvm::GetElementPtrInst>(&i);
  if (!g) return false;
  if (!g->hasAllConstantIndices()) return true;
  const llvm::Value *p = g;
  while (auto *of = llvm::dyn_cast<llvm::GetElementPtrInst>(p)) p = of->getPointerOperand();
  auto *phi = llvm::dyn_cast<llvm::PHINode>(p); // p = p + constant
  return phi &&
         llvm::any_of(phi->incoming_values(), [](const llvm::Value *in) { return llvm::isa<llvm::GetElementPtrInst, llvm::PHINode, llvm::SelectInst>(in); });
}
bool pointersRun(llvm::Function &fn) {
  auto runs = [](llvm::BasicBlock &b) { return llvm::any_of(b, pointerRuns); };
  if (!llvm::any_of(fn, runs)) return false;
  llvm::DominatorTree dt(fn);
  llvm::LoopInfo loops(dt);
  return llvm::any_of(fn, [&](llvm::BasicBlock &b) { return loops.getLoopFor(&b) && runs(b); });
}
} // namespace

void markSlots(llvm::Function &fn) {
  if (fn.isDeclaration() || fn.hasFnAttribute(llvm::Attribute::ReturnsTwice)) return;
  if (pointersRun(fn)) fn.addFnAttr(kPointersRun);
  Marker(fn).run();
}

} // namespace golem::llvm_backend
