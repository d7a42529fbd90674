// Which words of a Go frame the collector must scan at each call: a pass over machine code, after register allocation, before
// frames are laid out.
//
// In: machine code whose stack slots are still frame indices. Out: every call carries the number of a set of live slots (as its
// "CFI type", which nobody else uses here: it survives copies of the instruction, and calls that differ in it are not merged);
// pcln.cc writes the sets beside the line table when the frame's layout is known.
// Backward liveness of whole slots. Spill slots and variables whose address is never taken are followed by their loads and
// stores; those with an address by slotmarks.cc's marks; the others are live everywhere. What a recovery pad reads is live
// everywhere, since any instruction of its function may enter it.
// C functions preserve rbx, rbp and r12 to r15: which of them hold a value over a call is part of its set.
#include "compiler/llvm/pipeline.h"
#include <llvm/CodeGen/LivePhysRegs.h>
#include <llvm/CodeGen/MachineFrameInfo.h>
#include <llvm/CodeGen/MachineFunction.h>
#include <llvm/CodeGen/MachineFunctionPass.h>
#include <llvm/CodeGen/MachineMemOperand.h>
#include <llvm/CodeGen/PseudoSourceValue.h>
#include <llvm/CodeGen/TargetFrameLowering.h>
#include <llvm/CodeGen/TargetRegisterInfo.h>
#include <llvm/CodeGen/TargetSubtargetInfo.h>

namespace golem::llvm_backend {

namespace {

using llvm::BitVector;

enum class Mark { none, begin, end };
Mark markOf(const llvm::MachineInstr &mi) {
  if (!mi.isInlineAsm() || mi.getNumOperands() == 0 || !mi.getOperand(0).isSymbol()) return Mark::none;
  llvm::StringRef s = mi.getOperand(0).getSymbolName();
  if (s == kSlotBegin) return Mark::begin;
  if (s == kSlotEnd) return Mark::end;
  return Mark::none;
}

// The slot that the instruction writes from end to end without reading it, or -1.
int overwritten(const llvm::MachineInstr &mi, const llvm::MachineFrameInfo &mfi) {
  if (!mi.mayStore() || mi.mayLoad() || mi.isCall() || mi.isInlineAsm() || !mi.hasOneMemOperand()) return -1;
  const llvm::MachineMemOperand *m = *mi.memoperands_begin();
  auto *at = llvm::dyn_cast_if_present<llvm::FixedStackPseudoSourceValue>(m->getPseudoValue());
  if (!at || at->getFrameIndex() < 0 || m->getOffset() != 0 || !m->getSize().hasValue() || m->getSize().isScalable()) return -1;
  int fi = at->getFrameIndex(), named = 0;
  for (const llvm::MachineOperand &o : mi.operands()) named += o.isFI() && o.getIndex() == fi;
  return named == 1 && m->getSize().getValue().getFixedValue() >= static_cast<uint64_t>(mfi.getObjectSize(fi)) ? fi : -1;
}

struct SlotLiveness : llvm::MachineFunctionPass {
  static char ID;
  SlotSets &out;
  explicit SlotLiveness(SlotSets &o) : MachineFunctionPass(ID), out(o) {}
  llvm::StringRef getPassName() const override { return "golem: live stack slots at calls"; }
  void getAnalysisUsage(llvm::AnalysisUsage &au) const override {
    au.setPreservesAll();
    MachineFunctionPass::getAnalysisUsage(au);
  }

  bool runOnMachineFunction(llvm::MachineFunction &mf) override {
    out.sets.clear();
    const llvm::MachineFrameInfo &mfi = mf.getFrameInfo();
    const auto &sub = mf.getSubtarget();
    if (mf.getFunction().getCallingConv() != llvm::CallingConv::X86_RegCall || mfi.hasVarSizedObjects() || sub.getRegisterInfo()->shouldRealignStack(mf) ||
        sub.getFrameLowering()->hasFP(mf) || mf.exposesReturnsTwice())
      return false;
    int n = std::max(mfi.getObjectIndexEnd(), 1); // without slots a frame may still have a word of padding
    BitVector always(static_cast<unsigned>(n)), marked(static_cast<unsigned>(n)), addressed(static_cast<unsigned>(n));
    bool calls = false;
    for (llvm::MachineBasicBlock &b : mf)
      for (llvm::MachineInstr &mi : b) {
        if (mi.isDebugInstr()) continue;
        calls |= mi.isCall();
        bool isMark = markOf(mi) != Mark::none;
        for (const llvm::MachineOperand &o : mi.operands())
          if (o.isFI() && o.getIndex() >= 0) {
            if (isMark) marked.set(static_cast<unsigned>(o.getIndex()));
            else if (!mi.mayLoadOrStore()) addressed.set(static_cast<unsigned>(o.getIndex()));
          }
      }
    if (!calls) return false;
    addressed.reset(marked);
    always |= addressed;
    // live: after the instruction, then before it.
    auto step = [&](const llvm::MachineInstr &mi, BitVector &live) {
      if (mi.isDebugInstr()) return;
      if (int fi = overwritten(mi, mfi); fi >= 0) {
        live.reset(static_cast<unsigned>(fi));
        live |= always;
        return;
      }
      Mark m = markOf(mi);
      for (const llvm::MachineOperand &o : mi.operands()) {
        if (!o.isFI() || o.getIndex() < 0) continue;
        auto k = static_cast<unsigned>(o.getIndex());
        if (m == Mark::begin) live.reset(k);
        else if (m == Mark::end || (mi.mayLoad() && mi.mayLoadOrStore()) || mi.isInlineAsm()) live.set(k);
      }
      live |= always;
    };
    std::vector<BitVector> in(mf.getNumBlockIDs(), BitVector(static_cast<unsigned>(n)));
    auto liveOut = [&](llvm::MachineBasicBlock &b) {
      BitVector live = always;
      for (llvm::MachineBasicBlock *s : b.successors()) live |= in[static_cast<size_t>(s->getNumber())];
      return live;
    };
    for (bool again = true; again;) {
      again = false;
      for (llvm::MachineBasicBlock &b : llvm::reverse(mf)) {
        BitVector live = liveOut(b);
        for (llvm::MachineInstr &mi : llvm::reverse(b)) step(mi, live);
        BitVector &was = in[static_cast<size_t>(b.getNumber())];
        if (live == was) continue;
        was = live;
        again = true;
        if (b.isEHPad()) always |= live;
      }
    }
    const auto &tri = *sub.getRegisterInfo();
    llvm::MCPhysReg kept[6];
    for (unsigned i = 0; unsigned dwarf : {3u, 6u, 12u, 13u, 14u, 15u}) kept[i++] = static_cast<llvm::MCPhysReg>(tri.getLLVMRegNum(dwarf, false)->id());
    for (llvm::MachineBasicBlock &b : mf) {
      BitVector live = liveOut(b);
      llvm::LivePhysRegs regs(tri);
      regs.addLiveOutsNoPristines(b);
      for (llvm::MachineInstr &mi : llvm::reverse(b)) {
        if (mi.isCall()) {
          uint8_t mask = 0;
          for (unsigned i = 0; i < std::size(kept); i++) mask |= static_cast<uint8_t>(regs.contains(kept[i]) << i);
          mi.setCFIType(mf, number({live, mask}));
        }
        step(mi, live);
        regs.stepBackward(mi);
      }
    }
    return false;
  }

  uint32_t number(const SlotSets::Set &live) {
    for (size_t i = 0; i < out.sets.size(); i++)
      if (out.sets[i] == live) return static_cast<uint32_t>(i + 1);
    out.sets.push_back(live);
    return static_cast<uint32_t>(out.sets.size());
  }
};
char SlotLiveness::ID = 0;

} // namespace

llvm::Pass *makeSlotLiveness(SlotSets &out) { return new SlotLiveness(out); }

} // namespace golem::llvm_backend
