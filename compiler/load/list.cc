// load_list [--goroot=DIR] [--overlay=DIR] [--tests] [--skim] [--files] [--threads=N] ARG...: what load() makes of its arguments.
#include "compiler/load/load.h"
#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace golem;

int main(int argc, char **argv) {
  load::Options opt;
  std::vector<std::string> args;
  bool files = false;
  for (int i = 1; i < argc; i++) {
    std::string a = argv[i];
    if (a.starts_with("--goroot=")) opt.goroot = a.substr(9);
    else if (a.starts_with("--overlay=")) opt.overlay = a.substr(10);
    else if (a.starts_with("--threads=")) opt.threads = static_cast<unsigned>(std::atoi(a.c_str() + 10));
    else if (a.starts_with("--dir=")) opt.dir = a.substr(6);
    else if (a == "--tests") opt.tests = true;
    else if (a == "--skim") opt.skimDependencies = true;
    else if (a == "--files") files = true;
    else args.push_back(a);
  }
  SourceManager sm;
  Diagnostics diags(sm);
  auto start = std::chrono::steady_clock::now();
  auto prog = load::load(opt, args, sm, diags);
  double t = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  for (load::Package *p : prog->packages) {
    std::printf("%s%s\n", p->path.c_str(), p->isRoot ? " (root)" : "");
    if (files)
      for (syntax::File *f : p->files) std::printf("\t%s\n", f->source->path.c_str());
  }
  std::fputs(diags.render(0).c_str(), stderr);
  std::fprintf(stderr, "%zu packages, %zu roots, %.3f s\n", prog->packages.size(), prog->roots.size(), t);
  return prog->ok ? 0 : 1;
}
