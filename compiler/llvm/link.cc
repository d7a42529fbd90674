// lld as a library: objects and archives in, a static executable out. The output is written beside its final name and
// renamed, so that a failed or interrupted link leaves nothing half-written.
#include "compiler/llvm/llvm.h"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <lld/Common/Driver.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/Support/raw_ostream.h>
#include <sys/stat.h>
#include <unistd.h>

LLD_HAS_DRIVER(elf)


namespace golem::llvm_backend {

bool link(const std::vector<std::string> &inputs, const std::string &output, Strip strip, bool keepAll, std::string &err) {
  // The temporary file stands beside the output, or in /tmp when the output is a device.
  struct stat dev;
  bool device = ::stat(output.c_str(), &dev) == 0 && !S_ISREG(dev.st_mode);
  std::string tmp = (device ? std::string("/tmp/golem-link") : output) + ".golem-tmp" + std::to_string(::getpid());
  // lld's own message would name the temporary file.
  if (FILE *f = std::fopen(tmp.c_str(), "wb")) std::fclose(f);
  else {
    err = output + ": " + std::strerror(errno) + "\n";
    return false;
  }
  std::vector<std::string> args{
      "ld.lld",  "-static",        "-no-pie",         keepAll ? "--no-gc-sections" : "--gc-sections", "-z", "start-stop-gc", "-z",          "noexecstack", "-z",
      "norelro", "--eh-frame-hdr", "--build-id=none", "--compress-sections=.debug_*=zlib:6",          "-e", "_start",        "--threads=2", "-o",          tmp};
  if (strip != Strip::None) args.push_back(strip == Strip::All ? "--strip-all" : "--strip-debug");
  for (const std::string &s : inputs) args.push_back(s);
  std::vector<const char *> argv;
  for (const std::string &s : args) argv.push_back(s.c_str());
  std::string messages;
  llvm::raw_string_ostream os(messages);
  lld::Result r = lld::lldMain(argv, os, os, {{lld::Gnu, &lld::elf::link}});
  if (r.retCode != 0) {
    err = messages;
    ::unlink(tmp.c_str());
    return false;
  }
  // A device such as /dev/null takes the bytes; renaming would replace it.
  struct stat st;
  if (::stat(output.c_str(), &st) == 0 && !S_ISREG(st.st_mode)) {
    ::unlink(tmp.c_str());
    if (S_ISDIR(st.st_mode)) err = output + ": is a directory\n";
    return err.empty();
  }
  if (::rename(tmp.c_str(), output.c_str()) != 0) {
    err = output + ": " + std::strerror(errno);
    ::unlink(tmp.c_str());
    return false;
  }
  return true;
}

} // namespace golem::llvm_backend
