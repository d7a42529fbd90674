// Hashing and unpacking a module's zip. The h1 hash is SHA-256 over one line a file, sorted by name: "<hex of the file's
// SHA-256>  <name>\n"; names begin with "PATH@VERSION/".
#include "compiler/modules/modules.h"
#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <openssl/evp.h>
#include <unistd.h>
#include <zip.h>

namespace golem::modules {

namespace fs = std::filesystem;

namespace {
struct Sha256 {
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  Sha256() { EVP_DigestInit_ex(ctx, EVP_sha256(), nullptr); }
  Sha256(const Sha256 &) = delete;
  ~Sha256() { EVP_MD_CTX_free(ctx); }
  void add(const void *p, size_t n) { EVP_DigestUpdate(ctx, p, n); }
  void finish(unsigned char out[32]) { EVP_DigestFinal_ex(ctx, out, nullptr); }
};
std::string line(Sha256 &file, std::string_view name) {
  unsigned char sum[32];
  file.finish(sum);
  std::string out;
  for (unsigned char c : sum) {
    out += "0123456789abcdef"[c >> 4];
    out += "0123456789abcdef"[c & 15];
  }
  return out + "  " + std::string(name) + "\n";
}
std::string h1(const std::string &lines) {
  Sha256 all;
  all.add(lines.data(), lines.size());
  unsigned char sum[32], text[64];
  all.finish(sum);
  EVP_EncodeBlock(text, sum, 32);
  return "h1:" + std::string(reinterpret_cast<char *>(text));
}

struct Zip {
  zip_t *z = nullptr;
  ~Zip() {
    if (z) zip_discard(z);
  }
  bool open(const std::string &file, std::string &err) {
    int code = 0;
    z = zip_open(file.c_str(), ZIP_RDONLY, &code);
    if (z) return true;
    zip_error_t e;
    zip_error_init_with_code(&e, code);
    err = file + ": " + zip_error_strerror(&e);
    zip_error_fini(&e);
    return false;
  }
  // f(data, n) for the file's bytes; false stops.
  template <class F> bool read(zip_uint64_t index, F f, std::string &err) {
    zip_file_t *in = zip_fopen_index(z, index, 0);
    if (!in) return err = zip_strerror(z), false;
    static char buf[64 << 10];
    zip_int64_t n;
    bool ok = true;
    while (ok && (n = zip_fread(in, buf, sizeof buf)) > 0) ok = f(buf, static_cast<size_t>(n));
    if (ok && n < 0) err = "damaged zip entry", ok = false;
    if (zip_fclose(in) != 0 && ok) err = "damaged zip entry (checksum)", ok = false;
    return ok;
  }
};
} // namespace

std::string hashGoMod(std::string_view data) {
  Sha256 file;
  file.add(data.data(), data.size());
  return h1(line(file, "go.mod"));
}

bool hashZip(const std::string &file, std::string &hash, std::string &err) {
  Zip zip;
  if (!zip.open(file, err)) return false;
  std::vector<std::pair<std::string, zip_uint64_t>> names;
  for (zip_int64_t i = 0, n = zip_get_num_entries(zip.z, 0); i < n; i++) {
    const char *name = zip_get_name(zip.z, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    if (!name || std::strchr(name, '\n')) return err = "file name in the zip is not allowed", false;
    names.emplace_back(name, i);
  }
  std::sort(names.begin(), names.end());
  std::string lines;
  for (auto &[name, index] : names) {
    Sha256 sum;
    auto add = [&](const char *p, size_t n) { return sum.add(p, n), true; };
    if (!zip.read(index, add, err)) return false;
    lines += line(sum, name);
  }
  hash = h1(lines);
  return true;
}

bool unpackZip(const std::string &file, const std::string &dir, const std::string &prefix, std::string &err) {
  Zip zip;
  if (!zip.open(file, err)) return false;
  constexpr uint64_t kMaxBytes = 500u << 20; // as in Go
  uint64_t total = 0;
  std::error_code ec;
  for (zip_int64_t i = 0, n = zip_get_num_entries(zip.z, 0); i < n; i++) {
    std::string_view name = zip_get_name(zip.z, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    if (name.ends_with('/')) continue;
    std::string_view rest = name.starts_with(prefix) ? name.substr(prefix.size()) : std::string_view();
    bool bad = rest.empty() || rest.front() == '/' || rest.find('\\') != rest.npos;
    for (const fs::path &part : fs::path(rest)) bad |= part == ".." || part == "." || part.empty();
    if (bad) return err = "unexpected file name in the zip: " + std::string(name), false;
    fs::path to = fs::path(dir) / rest;
    fs::create_directories(to.parent_path(), ec);
    int fd = ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
    if (fd < 0) return err = to.string() + ": " + std::strerror(errno), false;
    auto write = [&](const char *p, size_t k) {
      total += k;
      if (total > kMaxBytes) return err = "module is larger than 500 MB", false;
      while (k > 0) {
        ssize_t w = ::write(fd, p, k);
        if (w < 0 && errno == EINTR) continue;
        if (w < 0) return err = to.string() + ": " + std::strerror(errno), false;
        p += w;
        k -= static_cast<size_t>(w);
      }
      return true;
    };
    bool ok = zip.read(static_cast<zip_uint64_t>(i), write, err);
    if (::close(fd) != 0 && ok) err = to.string() + ": " + std::strerror(errno), ok = false;
    if (!ok) return false;
  }
  return true;
}

} // namespace golem::modules
