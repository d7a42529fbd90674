// Where golem finds its own parts: beside the executable when installed, else in the source and build trees.
#include "compiler/driver/driver.h"
#include <filesystem>
#include <sys/stat.h>

namespace golem::driver {

namespace fs = std::filesystem;

namespace {
std::string firstThatExists(std::initializer_list<std::string> paths) {
  std::error_code ec;
  for (const std::string &p : paths)
    if (fs::exists(p, ec)) return p;
  return paths.size() ? *paths.begin() : "";
}
std::string exeDir() {
  std::error_code ec;
  return fs::read_symlink("/proc/self/exe", ec).parent_path().string();
}
} // namespace

std::string overlayDir() { return firstThatExists({exeDir() + "/../share/golem/overlay", std::string(GOLEM_SOURCE_DIR) + "/stdlib/overlay"}); }
std::string runtimeArchive() { return firstThatExists({exeDir() + "/../lib/libgolemrt.a", std::string(GOLEM_BUILD_DIR) + "/runtime/libgolemrt.a"}); }
std::string raceArchive() { return firstThatExists({exeDir() + "/../lib/libgolemrace.a", std::string(GOLEM_BUILD_DIR) + "/runtime/libgolemrace.a"}); }

std::string vmArchive() { return firstThatExists({exeDir() + "/../lib/libgolemvm.a", std::string(GOLEM_BUILD_DIR) + "/vm/libgolemvm.a"}); }

namespace {
std::string fileId(const std::string &path) {
  struct stat st;
  if (::stat(path.c_str(), &st) != 0) return "";
  return std::to_string(st.st_size) + "." + std::to_string(st.st_mtim.tv_sec) + "." + std::to_string(st.st_mtim.tv_nsec) + ";";
}
} // namespace

std::string executableId() { return fileId("/proc/self/exe") + fileId(runtimeArchive()); }

std::string versionText() { return "golem version 0.1 linux/amd64"; }

} // namespace golem::driver
