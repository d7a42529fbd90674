// The program golem-modules: see modules.h. With a go command at hand it does the work (it knows repositories, credentials
// and checksum databases); without one the module comes straight from the proxies.
#include "compiler/modules/modules.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <curl/curl.h>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace golem::modules {

namespace fs = std::filesystem;

std::string Request::base() const { return cache + "/cache/download/" + escapeModulePath(path) + "/@v/" + escapeModulePath(version); }
std::string Request::target() const { return cache + "/" + escapeModulePath(path) + "@" + escapeModulePath(version); }

namespace {
bool readWhole(const std::string &file, std::string &out) {
  FILE *f = std::fopen(file.c_str(), "rbe");
  if (!f) return false;
  out.clear();
  char buf[1 << 16];
  size_t n;
  while ((n = std::fread(buf, 1, sizeof buf, f)) > 0) out.append(buf, n);
  bool ok = !std::ferror(f);
  std::fclose(f);
  return ok;
}
// Under a temporary name first: nobody sees half a file.
bool writeWhole(const std::string &file, std::string_view data, std::string &err) {
  std::string tmp = file + ".tmp" + std::to_string(getpid());
  FILE *f = std::fopen(tmp.c_str(), "wbe");
  bool ok = f && std::fwrite(data.data(), 1, data.size(), f) == data.size();
  if (f && std::fclose(f) != 0) ok = false;
  if (ok && std::rename(tmp.c_str(), file.c_str()) == 0) return true;
  err = file + ": " + std::strerror(errno);
  std::remove(tmp.c_str());
  return false;
}

void readSums(Request &r) {
  for (const std::string &file : r.sums) {
    std::string text;
    if (!readWhole(file, text)) continue;
    for (size_t at = 0; at < text.size();) {
      size_t end = std::min(text.find('\n', at), text.size());
      std::string line = text.substr(at, end - at);
      at = end + 1;
      size_t a = line.find(' '), b = a == line.npos ? a : line.find(' ', a + 1);
      if (b == line.npos || line.compare(b + 1, 3, "h1:") != 0) continue;
      while (line.back() == '\r' || line.back() == ' ') line.pop_back();
      r.expected.emplace(line.substr(0, b), line.substr(b + 1));
    }
  }
}
bool verify(const Request &r, const std::string &suffix, const std::string &hash, std::string &err) {
  auto it = r.expected.find(r.path + " " + r.version + suffix);
  if (it == r.expected.end())
    return err = "missing go.sum entry for " + (suffix.empty() ? r.path + "@" + r.version : "go.mod file of " + r.path + "@" + r.version), false;
  if (it->second == hash) return true;
  err = "verifying " + r.path + "@" + r.version + suffix + ": checksum mismatch\n\tdownloaded: " + hash + "\n\tgo.sum:     " + it->second +
        "\n\nSECURITY ERROR\nWhat was downloaded is not what go.sum recorded earlier: it was replaced at its origin or on the way.\n"
        "For more information, see 'go help module-auth'.";
  return false;
}

bool getMod(const Request &r, std::string &err) {
  std::string file = r.base() + ".mod", data;
  if (readWhole(file, data)) return verify(r, "/go.mod", hashGoMod(data), err);
  return fetch(r, escapeModulePath(r.version) + ".mod", data, err) && verify(r, "/go.mod", hashGoMod(data), err) && writeWhole(file, data, err);
}

void makeReadOnly(const std::string &dir) {
  std::error_code ec;
  std::vector<fs::path> dirs{dir};
  for (fs::recursive_directory_iterator it(dir, ec), end; !ec && it != end; it.increment(ec))
    if (it->is_directory(ec)) dirs.push_back(it->path());
  for (size_t i = dirs.size(); i-- > 0;) ::chmod(dirs[i].c_str(), 0555);
}

bool getZip(const Request &r, std::string &err) {
  std::error_code ec;
  std::string zip = r.base() + ".zip", hash, data;
  if (!fs::exists(r.base() + ".info", ec)) {
    if (!fetch(r, escapeModulePath(r.version) + ".info", data, err) || !writeWhole(r.base() + ".info", data, err)) return false;
  }
  // go.sum may list the files without go.mod's own hash.
  if (r.expected.count(r.path + " " + r.version + "/go.mod") && !getMod(r, err)) return false;
  if (!fs::exists(zip, ec)) {
    std::string part = zip + ".tmp" + std::to_string(getpid());
    bool ok = fetch(r, escapeModulePath(r.version) + ".zip", data, err) && writeWhole(part, data, err) && hashZip(part, hash, err) && verify(r, "", hash, err);
    if (ok && std::rename(part.c_str(), zip.c_str()) != 0) err = zip + ": " + std::strerror(errno), ok = false;
    if (!ok) return std::remove(part.c_str()), false;
  } else if (!hashZip(zip, hash, err) || !verify(r, "", hash, err)) {
    return false;
  }
  if (!writeWhole(r.base() + ".ziphash", hash, err)) return false;
  if (fs::is_directory(r.target(), ec)) return true;
  std::string tmp = r.target() + ".tmp" + std::to_string(getpid());
  fs::create_directories(tmp, ec);
  if (!unpackZip(zip, tmp, r.path + "@" + r.version + "/", err) || std::rename(tmp.c_str(), r.target().c_str()) != 0) {
    if (err.empty()) err = r.target() + ": " + std::strerror(errno);
    fs::remove_all(tmp, ec);
    return false;
  }
  makeReadOnly(r.target());
  return true;
}

// ---- the go command ----
std::string findGo(const Request &r) {
  if (const char *off = std::getenv("GOLEM_MODULES_GO"); off && !std::strcmp(off, "off")) return "";
  std::string path = std::getenv("PATH") ? std::getenv("PATH") : "";
  if (!r.goroot.empty()) path += ":" + r.goroot + "/bin";
  for (size_t at = 0; at <= path.size();) {
    size_t end = std::min(path.find(':', at), path.size());
    std::string exe = path.substr(at, end - at) + "/go";
    at = end + 1;
    if (access(exe.c_str(), X_OK) == 0) return exe;
  }
  return "";
}

// The string after "Error": in go's JSON.
std::string jsonError(const std::string &json) {
  size_t at = json.find("\"Error\": \"");
  std::string out;
  if (at == json.npos) return out;
  for (at += 10; at < json.size() && json[at] != '"'; at++) {
    char c = json[at];
    if (c == '\\' && at + 1 < json.size()) {
      c = json[++at];
      if (c == 'u' && at + 4 < json.size()) {
        c = static_cast<char>(std::strtol(json.substr(at + 1, 4).c_str(), nullptr, 16));
        at += 4;
      } else {
        c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
      }
    }
    out += c;
  }
  return out;
}

bool runGo(const Request &r, const std::string &go, bool onlyMod, std::string &err) {
  setenv("GOMODCACHE", r.cache.c_str(), 1);
  if (!r.dir.empty() && chdir(r.dir.c_str()) != 0) return err = r.dir + ": " + std::strerror(errno), false;
  std::string arg = r.path + "@" + r.version;
  std::vector<const char *> argv{go.c_str()};
  if (onlyMod) argv.insert(argv.end(), {"list", "-m", "-mod=readonly", "-json", arg.c_str(), nullptr});
  else argv.insert(argv.end(), {"mod", "download", "-json", arg.c_str(), nullptr});
  int fds[2];
  if (pipe(fds) != 0) return err = std::strerror(errno), false;
  posix_spawn_file_actions_t act;
  posix_spawn_file_actions_init(&act);
  posix_spawn_file_actions_adddup2(&act, fds[1], 1);
  posix_spawn_file_actions_adddup2(&act, fds[1], 2);
  posix_spawn_file_actions_addclose(&act, fds[0]);
  posix_spawn_file_actions_addclose(&act, fds[1]);
  pid_t pid;
  int e = posix_spawn(&pid, go.c_str(), &act, nullptr, const_cast<char **>(argv.data()), environ);
  posix_spawn_file_actions_destroy(&act);
  close(fds[1]);
  if (e) return close(fds[0]), err = go + ": " + std::strerror(e), false;
  std::string out;
  char buf[4096];
  ssize_t n;
  while ((n = read(fds[0], buf, sizeof buf)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0) out.append(buf, static_cast<size_t>(n));
  close(fds[0]);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  err = jsonError(out);
  if (status == 0 && err.empty()) return true;
  if (err.empty()) err = out;
  while (err.ends_with('\n')) err.pop_back();
  return false;
}
} // namespace

static int run(int argc, char **argv) {
  Request r;
  auto usage = [] {
    std::fputs("usage: golem-modules zip|mod PATH VERSION --cache DIR [--dir DIR] [--sum FILE]... [--goroot DIR]\n", stderr);
    return 2;
  };
  if (argc < 4) return usage();
  bool onlyMod = !std::strcmp(argv[1], "mod");
  if (!onlyMod && std::strcmp(argv[1], "zip")) return usage();
  r.path = argv[2];
  r.version = argv[3];
  for (int i = 4; i + 1 < argc; i += 2) {
    std::string_view flag = argv[i];
    if (flag == "--cache") r.cache = argv[i + 1];
    else if (flag == "--dir") r.dir = argv[i + 1];
    else if (flag == "--sum") r.sums.push_back(argv[i + 1]);
    else if (flag == "--goroot") r.goroot = argv[i + 1];
    else return usage();
  }
  if (r.cache.empty()) return usage();
  readSums(r);
  std::string err;
  std::error_code ec;
  fs::create_directories(fs::path(r.base()).parent_path(), ec);
  // Several golems may want the same module; the go command takes its own lock.
  std::string go = findGo(r);
  bool ok;
  if (!go.empty()) {
    ok = runGo(r, go, onlyMod, err);
  } else {
    int lock = ::open((r.base() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock >= 0) flock(lock, LOCK_EX);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    ok = onlyMod ? getMod(r, err) : getZip(r, err);
  }
  if (ok) return 0;
  std::fprintf(stderr, "%s\n", err.c_str());
  return 1;
}

} // namespace golem::modules

int main(int argc, char **argv) { return golem::modules::run(argc, argv); }
