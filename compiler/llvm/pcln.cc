// The compact line table (runtime/abi/pcln.h) and the write-barrier ranges, written while the assembler prints a function:
// a label before each instruction whose line or inlined call differs from the one before, then one record in section
// golem_pcln, link-ordered with the function's section, so that a dropped function drops its record.
#include "compiler/llvm/pipeline.h"
#include "runtime/abi/pcln.h"
#include <llvm/BinaryFormat/ELF.h>
#include <llvm/CodeGen/AsmPrinter.h>
#include <llvm/CodeGen/MachineFrameInfo.h>
#include <llvm/CodeGen/MachineFunction.h>
#include <llvm/CodeGen/MachineInstr.h>
#include <llvm/CodeGen/TargetOpcodes.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/MC/MCContext.h>
#include <llvm/MC/MCSectionELF.h>
#include <llvm/MC/MCStreamer.h>
#include <llvm/MC/MCSymbolELF.h>

namespace golem::llvm_backend {

namespace {

struct Row {
  llvm::MCSymbol *label;
  uint32_t line;
  uint32_t inl; // 0: the function itself
};

struct PclnHandler : llvm::AsmPrinterHandler {
  llvm::AsmPrinter &ap;
  const std::unordered_map<std::string, FuncInfo> &info;
  std::vector<Row> rows;
  std::vector<const llvm::DILocation *> inlined; // distinct inlined-at locations
  std::vector<std::string> inlinedName, inlinedFile;
  std::vector<int32_t> inlinedParent;
  std::vector<uint32_t> inlinedLine;
  std::string ownFile;
  std::unordered_map<std::string, llvm::MCSymbol *> strings;
  std::vector<std::pair<llvm::MCSymbol *, llvm::MCSymbol *>> barriers;
  bool inBarrier = false;
  const llvm::MachineFunction *mf = nullptr;
  const SlotSets &slots;
  std::vector<std::pair<llvm::MCSymbol *, uint32_t>> liveRows; // return address, set from here on
  uint32_t callSet = 0;

  PclnHandler(llvm::AsmPrinter &a, const std::unordered_map<std::string, FuncInfo> &i, const SlotSets &s) : ap(a), info(i), slots(s) {}

  void endModule() override {}
  void beginFunction(const llvm::MachineFunction *f) override {
    mf = f;
    rows.clear();
    inlined.clear();
    inlinedName.clear();
    inlinedFile.clear();
    inlinedParent.clear();
    inlinedLine.clear();
    auto it = info.find(f->getName().str());
    ownFile = it == info.end() ? "" : it->second.file;
    barriers.clear();
    liveRows.clear();
  }

  // Index + 1 of the inlined call that the location belongs to; 0 for the function itself.
  uint32_t inlinedIndex(const llvm::DILocation *l) {
    const llvm::DISubprogram *callee = l->getScope()->getSubprogram();
    uint32_t in = 0;
    if (const llvm::DILocation *at = l->getInlinedAt()) {
      std::string name = callee->getName().str();
      auto it = info.find(name);
      uint32_t wrapper = it != info.end() && (it->second.flags & abi::kPclnWrapper) ? abi::kPclnInlinedWrapper : 0;
      in = entry(at, name, fullName(callee->getFile()), at->getLine() | wrapper, inlinedIndex(at));
    }
    // Code that a line directive places in another file.
    std::string file = fullName(l->getFile());
    if (file != (in ? inlinedFile[in - 1] : ownFile)) in = entry(nullptr, "", file, abi::kPclnOtherFile, in);
    return in;
  }
  uint32_t entry(const llvm::DILocation *at, const std::string &name, const std::string &file, uint32_t line, uint32_t parent) {
    auto same = [&](size_t i) {
      return inlined[i] == at && inlinedName[i] == name && inlinedLine[i] == line &&
             (at || (inlinedFile[i] == file && inlinedParent[i] + 1 == static_cast<int32_t>(parent)));
    };
    for (size_t i = 0; i < inlined.size(); i++)
      if (same(i)) return static_cast<uint32_t>(i + 1);
    inlined.push_back(at);
    inlinedName.push_back(name);
    inlinedFile.push_back(file);
    inlinedLine.push_back(line);
    inlinedParent.push_back(static_cast<int32_t>(parent) - 1);
    return static_cast<uint32_t>(inlined.size());
  }
  static std::string fullName(const llvm::DIFile *f) {
    if (!f) return "";
    if (f->getDirectory().empty()) return f->getFilename().str();
    return f->getDirectory().str() + "/" + f->getFilename().str();
  }

  llvm::MCSymbol *label() {
    llvm::MCSymbol *s = ap.OutContext.createTempSymbol();
    ap.OutStreamer->emitLabel(s);
    return s;
  }

  // An access that a nil check was folded into has lost its place in the program; the block that handles its fault, where the
  // check would have failed, has it.
  static const llvm::DILocation *location(const llvm::MachineInstr *mi) {
    if (mi->getOpcode() == llvm::TargetOpcode::FAULTING_OP)
      for (const llvm::MachineOperand &o : mi->operands())
        if (o.isMBB())
          for (const llvm::MachineInstr &h : *o.getMBB())
            if (h.getDebugLoc()) return h.getDebugLoc().get();
    return mi->getDebugLoc().get();
  }

  void beginInstruction(const llvm::MachineInstr *mi) override {
    callSet = 0;
    if (mi->isMetaInstruction()) return;
    if (mi->isCall()) callSet = mi->getCFIType();
    if (mi->isInlineAsm() && mi->getNumOperands() > 0 && mi->getOperand(0).isSymbol() &&
        llvm::StringRef(mi->getOperand(0).getSymbolName()).contains("golem_wb")) {
      inBarrier = true;
      barriers.push_back({label(), nullptr});
    }
    const llvm::DILocation *l = location(mi);
    if (!l || l->getLine() == 0) return;
    uint32_t inl = inlinedIndex(l), line = l->getLine();
    if (!rows.empty() && rows.back().line == line && rows.back().inl == inl) return;
    rows.push_back({label(), line, inl});
  }
  void endInstruction() override {
    if (callSet && callSet <= slots.sets.size() && (liveRows.empty() || liveRows.back().second != callSet)) liveRows.push_back({label(), callSet});
    callSet = 0;
    if (!inBarrier) return;
    inBarrier = false;
    barriers.back().second = label();
  }

  llvm::MCSymbol *cstring(const std::string &s) {
    auto &sym = strings[s];
    if (sym) return sym;
    auto &os = *ap.OutStreamer;
    os.pushSection();
    os.switchSection(
        ap.OutContext.getELFSection(".rodata.str1.1", llvm::ELF::SHT_PROGBITS, llvm::ELF::SHF_ALLOC | llvm::ELF::SHF_MERGE | llvm::ELF::SHF_STRINGS, 1));
    sym = ap.OutContext.createTempSymbol();
    os.emitLabel(sym);
    os.emitBytes(s);
    os.emitIntValue(0, 1);
    os.popSection();
    return sym;
  }

  // The table of live frame words; runtime/abi/pcln.h has the format.
  void emitLive(const llvm::MachineFunction &f, uint64_t frame) {
    auto &os = *ap.OutStreamer;
    const llvm::MachineFrameInfo &mfi = f.getFrameInfo();
    uint64_t words = frame / 8, outgoing = std::min<uint64_t>((mfi.getMaxCallFrameSize() + 7) / 8, words);
    os.emitULEB128IntValue(words);
    std::vector<uint32_t> number(slots.sets.size(), 0); // only the sets that rows name
    std::vector<uint32_t> order;
    for (auto &[at, set] : liveRows)
      if (!number[set - 1]) {
        order.push_back(set - 1);
        number[set - 1] = static_cast<uint32_t>(order.size());
      }
    os.emitULEB128IntValue(order.size());
    for (uint32_t set : order) {
      llvm::BitVector live(static_cast<unsigned>(words));
      live.set(0, static_cast<unsigned>(outgoing));
      for (unsigned fi : slots.sets[set].slots.set_bits()) {
        int index = static_cast<int>(fi);
        if (index >= mfi.getObjectIndexEnd() || mfi.isDeadObjectIndex(index)) continue;
        int64_t lo = mfi.getObjectOffset(index) + 8 + static_cast<int64_t>(frame), hi = lo + mfi.getObjectSize(index);
        if (lo < 0 || hi > static_cast<int64_t>(frame)) continue; // not in the frame proper
        live.set(static_cast<unsigned>(lo / 8), static_cast<unsigned>((hi + 7) / 8));
      }
      std::vector<unsigned> runs; // dead words, live words, …
      for (int at = live.find_first(), from = 0; at >= 0;) {
        int stop = live.find_next_unset(static_cast<unsigned>(at));
        if (stop < 0) stop = static_cast<int>(words);
        runs.push_back(static_cast<unsigned>(at - from));
        runs.push_back(static_cast<unsigned>(stop - at));
        from = stop;
        at = stop < static_cast<int>(words) ? live.find_next(static_cast<unsigned>(stop)) : -1;
      }
      os.emitULEB128IntValue(runs.size() / 2);
      for (unsigned r : runs) os.emitULEB128IntValue(r);
      os.emitIntValue(slots.sets[set].registers, 1);
    }
    const llvm::MCSymbol *prev = ap.getFunctionBegin() ? ap.getFunctionBegin() : ap.CurrentFnSym;
    for (auto &[at, set] : liveRows) {
      ap.emitLabelDifferenceAsULEB128(at, prev);
      os.emitULEB128IntValue(number[set - 1] - 1);
      prev = at;
    }
    os.emitIntValue(0, 1);
  }

  void endFunction(const llvm::MachineFunction *f) override {
    auto &os = *ap.OutStreamer;
    std::string name = f->getName().str();
    auto it = info.find(name);
    if (it == info.end()) return;
    const FuncInfo &fi = it->second;
    llvm::MCSymbol *nameSym = cstring(name), *fileSym = cstring(fi.file);
    std::vector<llvm::MCSymbol *> inlName, inlFile;
    for (size_t i = 0; i < inlined.size(); i++) {
      inlName.push_back(cstring(inlinedName[i]));
      inlFile.push_back(cstring(inlinedFile[i]));
    }
    auto *fnSym = llvm::cast<llvm::MCSymbolELF>(ap.CurrentFnSym);
    const llvm::Comdat *comdat = f->getFunction().getComdat();
    auto section = [&](const char *n, bool write) {
      unsigned flags = llvm::ELF::SHF_ALLOC | llvm::ELF::SHF_LINK_ORDER | (write ? 0 : 0);
      std::string group = comdat ? comdat->getName().str() : "";
      if (comdat) flags |= llvm::ELF::SHF_GROUP;
      return ap.OutContext.getELFSection(n, llvm::ELF::SHT_PROGBITS, flags, 0, group, comdat != nullptr, llvm::MCSection::NonUniqueID, fnSym);
    };
    os.pushSection();
    os.switchSection(section("golem_pcln", false));
    os.emitValueToAlignment(llvm::Align(8));
    llvm::MCSymbol *begin = label(), *end = ap.OutContext.createTempSymbol();
    uint64_t frame = f->getFrameInfo().getStackSize();
    bool live = !liveRows.empty() && frame % 8 == 0 && frame > 0 && f->getFrameInfo().getCalleeSavedInfo().empty();
    os.emitAbsoluteSymbolDiff(end, begin, 4);
    unsigned liveFlags = f->getFunction().hasFnAttribute(kPointersRun) ? abi::kPclnLive | abi::kPclnPastEnd : abi::kPclnLive;
    os.emitIntValue(fi.flags | (live ? liveFlags : 0), 4);
    os.emitSymbolValue(ap.CurrentFnSym, 8);
    os.emitSymbolValue(ap.getFunctionEnd(), 8);
    os.emitSymbolValue(nameSym, 8);
    os.emitSymbolValue(fileSym, 8);
    os.emitIntValue(fi.startLine, 4);
    os.emitIntValue(inlined.size(), 4);
    for (size_t i = 0; i < inlined.size(); i++) {
      os.emitSymbolValue(inlName[i], 8);
      os.emitSymbolValue(inlFile[i], 8);
      os.emitIntValue(static_cast<uint32_t>(inlinedParent[i]), 4);
      os.emitIntValue(inlinedLine[i], 4);
    }
    const llvm::MCSymbol *prev = ap.getFunctionBegin() ? ap.getFunctionBegin() : ap.CurrentFnSym;
    int64_t line = fi.startLine;
    for (const Row &r : rows) {
      ap.emitLabelDifferenceAsULEB128(r.label, prev);
      os.emitSLEB128IntValue(static_cast<int64_t>(r.line) - line);
      os.emitULEB128IntValue(r.inl);
      prev = r.label;
      line = r.line;
    }
    os.emitIntValue(0, 1);
    os.emitIntValue(0, 1);
    os.emitIntValue(0, 1);
    if (live) {
      llvm::MCSymbol *table = label();
      emitLive(*f, frame);
      os.emitValueToAlignment(llvm::Align(8));
      os.emitAbsoluteSymbolDiff(end, table, 8);
    }
    os.emitValueToAlignment(llvm::Align(8));
    os.emitLabel(end);
    if (!barriers.empty()) {
      os.switchSection(section("golem_wb", false));
      os.emitValueToAlignment(llvm::Align(8));
      for (auto &[s, e] : barriers) {
        os.emitSymbolValue(s, 8);
        os.emitSymbolValue(e, 8);
      }
    }
    os.popSection();
  }
};

} // namespace

std::unique_ptr<llvm::AsmPrinterHandler> makePclnHandler(llvm::AsmPrinter &ap, const std::unordered_map<std::string, FuncInfo> &info, const SlotSets &slots) {
  return std::make_unique<PclnHandler>(ap, info, slots);
}

} // namespace golem::llvm_backend
