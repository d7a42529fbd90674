// Finding the Go source tree.
#include "compiler/load/load.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace golem::load {

namespace fs = std::filesystem;

namespace {
bool isGoroot(const std::string &dir) {
  std::error_code ec;
  return !dir.empty() && fs::is_directory(dir + "/src/runtime", ec);
}

std::string goEnv() {
  std::string out;
  std::FILE *p = popen("go env GOROOT 2>/dev/null", "r");
  if (!p) return out;
  char buf[512];
  while (size_t n = std::fread(buf, 1, sizeof buf, p)) out.append(buf, n);
  pclose(p);
  while (!out.empty() && (out.back() == '\n' || out.back() == '\r')) out.pop_back();
  return out;
}
} // namespace

std::string findGoroot(const std::string &explicitRoot) {
  if (!explicitRoot.empty()) return explicitRoot; // load() complains if it is none
  if (const char *env = std::getenv("GOROOT"); env && isGoroot(env)) return env;
  // The usual place first: starting `go` takes longer than compiling hello, world.
  if (isGoroot("/usr/local/go")) return "/usr/local/go";
  if (std::string dir = goEnv(); isGoroot(dir)) return dir;
  std::vector<std::string> found;
  std::error_code ec;
  for (fs::directory_iterator it("/usr/lib", ec), end; !ec && it != end; it.increment(ec)) {
    std::string dir = it->path();
    if (it->path().filename().string().starts_with("go-") && isGoroot(dir)) found.push_back(dir);
  }
  return found.empty() ? "" : *std::max_element(found.begin(), found.end());
}

std::string gorootVersion(const std::string &goroot) {
  std::string text, err;
  if (!readFile(goroot + "/VERSION", text, err)) return "";
  return text.substr(0, text.find_first_of("\r\n "));
}

} // namespace golem::load
