// What a program knows about itself: the text that debug.ReadBuildInfo parses, its GODEBUG settings. In: the loaded program.
// Out: llvm_backend::ProgramInfo for emitStart.
#include "compiler/driver/driver.h"
#include <map>

namespace golem::driver {

namespace {
// "dep path version sum", and under it "=> path version sum" of what replaces it.
std::string moduleLines(const load::ModuleRef &m) {
  std::string version = m.version.empty() ? "(devel)" : m.version;
  if (m.newPath.empty()) return "dep\t" + m.path + "\t" + version + "\t" + m.sum + "\n";
  return "dep\t" + m.path + "\t" + version + "\n=>\t" + m.newPath + "\t" + (m.newVersion.empty() ? "(devel)" : m.newVersion) + "\t" + m.sum + "\n";
}
} // namespace

llvm_backend::ProgramInfo programInfo(const BuildOptions &o, const load::Program &prog, const load::Package &mainPkg, const VersionControl &vcs) {
  llvm_backend::ProgramInfo info;
  info.goVersion = prog.goVersion;
  info.defaultGodebug = mainPkg.godebug;
  // Sixteen bytes before and after mark the text in a file; readers cut them off.
  std::string t = "path\t" + mainPkg.path + "\n", own;
  if (mainPkg.path != "command-line-arguments") own = prog.modulePath;
  if (!own.empty()) t += "mod\t" + prog.modulePath + "\t" + (vcs.moduleVersion.empty() ? "(devel)" : vcs.moduleVersion) + "\t\n";
  std::map<std::string, const load::ModuleRef *> modules;
  for (const load::Package *p : prog.packages)
    if (!p->module.path.empty() && p->module.path != own) modules.emplace(p->module.path, &p->module);
  for (const auto &[path, m] : modules) t += moduleLines(*m);
  t += "build\t-buildmode=exe\nbuild\t-compiler=gc\n";
  auto setting = [&](const char *key, const std::vector<std::string> &values, const char *between) {
    for (size_t i = 0; i < values.size(); i++) t += (i ? between : "build\t" + std::string(key) + "=") + values[i];
    if (!values.empty()) t += "\n";
  };
  setting("-gcflags", o.gcflags, " ");
  if (!o.trimPath) setting("-ldflags", o.ldflags, " "); // as go: they may hold paths of this system
  setting("-tags", o.tags, ",");
  if (o.race) t += "build\t-race=true\n";
  if (o.trimPath) t += "build\t-trimpath=true\n";
  if (!info.defaultGodebug.empty()) t += "build\tDefaultGODEBUG=" + info.defaultGodebug + "\n";
  t += "build\tCGO_ENABLED=0\nbuild\tGOARCH=amd64\nbuild\tGOOS=linux\nbuild\tGOAMD64=v1\n" + vcs.settings;
  constexpr std::string_view kStart("\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6", 16);
  constexpr std::string_view kEnd("\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2", 16); // there is a NUL in it
  info.modinfo = std::string(kStart) + t + std::string(kEnd);
  return info;
}

} // namespace golem::driver
