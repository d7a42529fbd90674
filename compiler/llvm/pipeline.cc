// LLVM's passes and code generator. Public entry points emit() and emitStart().
#include "compiler/llvm/pipeline.h"
#include <llvm/Analysis/RuntimeLibcallInfo.h>
#include <llvm/Analysis/TargetLibraryInfo.h>
#include <llvm/Analysis/TargetTransformInfo.h>
#include <llvm/CodeGen/AsmPrinter.h>
#include <llvm/CodeGen/CodeGenTargetMachineImpl.h>
#include <llvm/CodeGen/MachineModuleInfo.h>
#include <llvm/CodeGen/Passes.h>
#include <llvm/CodeGen/TargetPassConfig.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/MCStreamer.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>
#include <mutex>

namespace golem::llvm_backend {

void initialize() {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
    // Nil checks fold into the access that they guard.
    auto &options = llvm::cl::getRegisteredOptions();
    if (auto it = options.find("enable-implicit-null-checks"); it != options.end())
      static_cast<llvm::cl::opt<bool> *>(it->second)->setValue(true);
  });
}

std::unique_ptr<llvm::TargetMachine> makeTargetMachine(int optLevel) {
  std::string err;
  llvm::Triple triple("x86_64-unknown-linux-gnu");
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, err);
  if (!target) return nullptr;
  llvm::TargetOptions to;
  to.FunctionSections = true;
  to.DataSections = true;
  to.UniqueSectionNames = true;
  auto level = optLevel == 0 ? llvm::CodeGenOptLevel::None : optLevel == 1 ? llvm::CodeGenOptLevel::Less : llvm::CodeGenOptLevel::Default;
  return std::unique_ptr<llvm::TargetMachine>(
      target->createTargetMachine(triple, "x86-64", "", to, llvm::Reloc::Static, llvm::CodeModel::Small, level));
}

bool codegen(llvm::Module &mod, llvm::TargetMachine &tm, bool assembly, const std::unordered_map<std::string, FuncInfo> *info,
             std::string &out, std::string &err) {
  llvm::SmallVector<char, 0> buf;
  llvm::raw_svector_ostream os(buf);
  llvm::legacy::PassManager pm;
  SlotSets slots;
  auto &ltm = static_cast<llvm::CodeGenTargetMachineImpl &>(tm);
  auto *mmi = new llvm::MachineModuleInfoWrapperPass(&ltm);
  llvm::TargetPassConfig *pc = ltm.createPassConfig(pm);
  pc->setDisableVerify(true);
  if (info && tm.getOptLevel() != llvm::CodeGenOptLevel::None) {
    for (llvm::Function &fn : mod)
      if (fn.getCallingConv() == llvm::CallingConv::X86_RegCall) markSlots(fn);
    pc->insertPass(&llvm::FixupStatepointCallerSavedID, makeSlotLiveness(slots));
  }
  pc->insertPass(&llvm::PrologEpilogCodeInserterID, makePrologueMarks());
  // Without these two the code generator believes that there is no memcpy and expands every copy into a loop of bytes.
  pm.add(new llvm::TargetLibraryInfoWrapperPass(llvm::TargetLibraryInfoImpl(tm.getTargetTriple())));
  pm.add(new llvm::RuntimeLibraryInfoWrapper(tm.getTargetTriple()));
  pm.add(pc);
  pm.add(mmi);
  if (pc->addISelPasses()) {
    err = "llvm: instruction selection is not available";
    return false;
  }
  pc->addMachinePasses();
  pc->setInitialized();
  auto streamer = tm.createMCStreamer(os, nullptr, assembly ? llvm::CodeGenFileType::AssemblyFile : llvm::CodeGenFileType::ObjectFile,
                                      mmi->getMMI().getContext());
  if (!streamer) {
    err = "llvm: " + llvm::toString(streamer.takeError());
    return false;
  }
  llvm::AsmPrinter *ap = tm.getTarget().createAsmPrinter(tm, std::move(*streamer));
  if (!ap) {
    err = "llvm: no assembly printer";
    return false;
  }
  ap->addAsmPrinterHandler(makeLineTableHandler(*ap));
  if (info) ap->addAsmPrinterHandler(makePclnHandler(*ap, *info, slots));
  pm.add(ap);
  pm.run(mod);
  out.assign(buf.data(), buf.size());
  return true;
}

namespace {
void optimize(llvm::Module &mod, llvm::TargetMachine &tm, int level) {
  llvm::LoopAnalysisManager lam;
  llvm::FunctionAnalysisManager fam;
  llvm::CGSCCAnalysisManager cgam;
  llvm::ModuleAnalysisManager mam;
  llvm::PipelineTuningOptions pto;
  pto.LoopVectorization = level >= 2;
  pto.SLPVectorization = level >= 2;
  llvm::PassBuilder pb(&tm, pto);
  pb.registerModuleAnalyses(mam);
  pb.registerCGSCCAnalyses(cgam);
  pb.registerFunctionAnalyses(fam);
  pb.registerLoopAnalyses(lam);
  pb.crossRegisterProxies(lam, fam, cgam, mam);
  auto ol = level == 0   ? llvm::OptimizationLevel::O0
            : level == 1 ? llvm::OptimizationLevel::O1
            : level == 2 ? llvm::OptimizationLevel::O2 : llvm::OptimizationLevel::O3;
  llvm::ModulePassManager mpm = level == 0 ? pb.buildO0DefaultPipeline(ol) : pb.buildPerModuleDefaultPipeline(ol);
  mpm.run(mod, mam);
}

std::string text(llvm::Module &mod) {
  std::string s;
  llvm::raw_string_ostream os(s);
  mod.print(os, nullptr);
  return s;
}
} // namespace

bool emit(const gir::Module &m, const EmitOptions &opts, Output what, std::string &out, std::string &err) {
  initialize();
  auto tm = makeTargetMachine(opts.optLevel);
  if (!tm) {
    err = "llvm: the X86 target is missing";
    return false;
  }
  ModuleEmitter me(m, opts);
  me.mod->setTargetTriple(tm->getTargetTriple());
  me.mod->setDataLayout(tm->createDataLayout());
  if (!me.run()) {
    err = "llvm: " + me.error;
    return false;
  }
  if (opts.verify || what == Output::IR) {
    std::string complaint;
    llvm::raw_string_ostream os(complaint);
    if (llvm::verifyModule(*me.mod, &os) && what != Output::IR) {
      err = "llvm: verifier: " + complaint.substr(0, 2000);
      return false;
    }
  }
  if (what == Output::IR) {
    out = text(*me.mod);
    return true;
  }
  optimize(*me.mod, *tm, opts.optLevel);
  if (what == Output::OptimizedIR) {
    out = text(*me.mod);
    return true;
  }
  return codegen(*me.mod, *tm, what == Output::Assembly, &me.funcInfo, out, err);
}

bool emitStart(const std::vector<std::string> &inits, const ProgramInfo &info, std::string &out, std::string &err) {
  initialize();
  auto tm = makeTargetMachine(0);
  if (!tm) {
    err = "llvm: the X86 target is missing";
    return false;
  }
  llvm::LLVMContext ctx;
  llvm::Module mod("start", ctx);
  mod.setTargetTriple(tm->getTargetTriple());
  mod.setDataLayout(tm->createDataLayout());
  auto *ptr = llvm::PointerType::get(ctx, 0);
  auto *i64 = llvm::Type::getInt64Ty(ctx);
  auto *ft = llvm::FunctionType::get(llvm::Type::getVoidTy(ctx), false);
  std::vector<llvm::Constant *> fns;
  if (!info.setStrings.empty()) { // before every other initialization, as if it were their static value
    auto *fn = llvm::Function::Create(ft, llvm::Function::InternalLinkage, "golem_setstrings", mod);
    llvm::IRBuilder<> b(llvm::BasicBlock::Create(ctx, "", fn));
    for (const auto &[symbol, value] : info.setStrings) {
      auto *var = mod.getOrInsertGlobal(symbol, llvm::StructType::get(ctx, {ptr, i64}));
      auto *data = llvm::ConstantDataArray::getString(ctx, value, false);
      b.CreateStore(value.empty() ? llvm::ConstantPointerNull::get(ptr) : static_cast<llvm::Constant *>(new llvm::GlobalVariable(mod, data->getType(), true, llvm::GlobalValue::PrivateLinkage, data)), var);
      b.CreateStore(llvm::ConstantInt::get(i64, value.size()), b.CreateConstInBoundsGEP1_64(llvm::Type::getInt8Ty(ctx), var, 8));
    }
    b.CreateRetVoid();
    fns.push_back(fn);
  }
  // Weak: a package that has nothing to initialize defines no init function.
  for (const std::string &s : inits) fns.push_back(llvm::Function::Create(ft, llvm::Function::ExternalWeakLinkage, s, mod));
  auto *at = llvm::ArrayType::get(ptr, fns.size());
  new llvm::GlobalVariable(mod, at, true, llvm::GlobalValue::ExternalLinkage, llvm::ConstantArray::get(at, fns), "golem_inittasks");
  new llvm::GlobalVariable(mod, i64, true, llvm::GlobalValue::ExternalLinkage, llvm::ConstantInt::get(i64, fns.size()), "golem_ninittasks");
  // Texts about the program, as Go strings (runtime/exports/os.cc).
  auto text = [&](const char *name, const std::string &s) {
    auto *bytes = llvm::ConstantDataArray::getString(ctx, s, false);
    auto *data = new llvm::GlobalVariable(mod, bytes->getType(), true, llvm::GlobalValue::PrivateLinkage, bytes);
    auto *st = llvm::StructType::get(ctx, {ptr, i64});
    new llvm::GlobalVariable(mod, st, true, llvm::GlobalValue::ExternalLinkage,
                             llvm::ConstantStruct::get(st, {data, llvm::ConstantInt::get(i64, s.size())}), name);
  };
  text("golem_info_version", info.goVersion);
  text("golem_info_modinfo", info.modinfo);
  text("golem_info_godebug", info.defaultGodebug);
  // Where `go version -m` and debug/buildinfo look: a header of 32 bytes (flag 2: texts follow), then both texts with their lengths.
  std::string blob("\xff Go buildinf:\x08\x02");
  blob.resize(32);
  for (const std::string *s : {&info.goVersion, &info.modinfo}) {
    size_t n = s->size();
    for (; n > 0x7f; n >>= 7) blob += static_cast<char>((n & 0x7f) | 0x80);
    blob += static_cast<char>(n);
    blob += *s;
  }
  blob.resize((blob.size() + 15) / 16 * 16);
  auto *known = llvm::ConstantDataArray::getString(ctx, blob, false);
  auto *buildinfo = new llvm::GlobalVariable(mod, known->getType(), true, llvm::GlobalValue::PrivateLinkage, known);
  buildinfo->setSection(".go.buildinfo");
  buildinfo->setAlignment(llvm::Align(16));
  llvm::appendToUsed(mod, {buildinfo});
  // An ELF note with the identity of the program's parts: namesz, descsz, type, "golem\0", description.
  std::string desc = "golem-build-id:" + info.buildId;
  desc.resize((desc.size() + 3) / 4 * 4);
  std::string note{6, 0, 0, 0, static_cast<char>(desc.size()), 0, 0, 0, 4, 0, 0, 0, 'g', 'o', 'l', 'e', 'm', 0, 0, 0};
  auto *bytes = llvm::ConstantDataArray::getString(ctx, note + desc, false);
  auto *g = new llvm::GlobalVariable(mod, bytes->getType(), true, llvm::GlobalValue::ExternalLinkage, bytes, "golem_buildid");
  g->setSection(".note.golem");
  g->setAlignment(llvm::Align(4));
  return codegen(mod, *tm, false, nullptr, out, err);
}

} // namespace golem::llvm_backend
