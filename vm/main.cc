// golem-vm's main.main: options, loading, package initialization, the program.
//
//   golem-vm [--name=NAME] [--max-steps=N] [--max-memory=BYTES] [--timeout=NS] FILE.gbc args…
#include "vm/vm.h"
#include "runtime/sched/limits.h"
#include "runtime/sched/proc.h"

namespace golem::vm {

Options options;

void die(const char *what, const char *detail) {
  printstr("golem-vm: ");
  if (detail) {
    printstr(detail);
    printstr(": ");
  }
  printstr(what);
  printstr("\n");
  sys::exit(1);
}

namespace {

// The value of --name=value, or null.
const char *valueOf(const char *arg, const char *name) {
  while (*name)
    if (*arg++ != *name++) return nullptr;
  return *arg == '=' ? arg + 1 : nullptr;
}
int64_t number(const char *s, const char *arg) {
  int64_t v = 0;
  bool neg = *s == '-';
  if (neg) s++;
  if (!*s) die("number expected", arg);
  for (; *s; s++) {
    if (*s < '0' || *s > '9' || v > (INT64_MAX - 9) / 10) die("number expected", arg);
    v = v * 10 + (*s - '0');
  }
  return neg ? -v : v;
}

// Leaves the program its own arguments, name first.
void parseArguments() {
  int i = 1;
  char *name = nullptr;
  for (; i < sys::argc && sys::argv[i][0] == '-'; i++) {
    char *a = sys::argv[i];
    if (auto *v = valueOf(a, "--name")) name = const_cast<char *>(v);
    else if (auto *v = valueOf(a, "--max-steps")) options.maxSteps = number(v, a);
    else if (auto *v = valueOf(a, "--max-memory")) options.maxMemory = number(v, a);
    else if (auto *v = valueOf(a, "--timeout")) options.timeoutNs = number(v, a);
    else die("unknown option", a);
  }
  if (i >= sys::argc) die("no bytecode file");
  options.file = sys::argv[i];
  sys::argv += i;
  sys::argc -= i;
  if (name) sys::argv[0] = name;
}

void call(void *code) {
  FuncVal fv{code};
  golem_callgo(&fv);
}

} // namespace

// Go's convention without arguments is C's, but no register survives: the trampoline that starts goroutines expects that.
extern "C" void golem_vm_main() asm("main.main");
extern "C" void golem_vm_main() {
  systemstack([] {
    parseArguments();
    load(options.file, &program);
    if (options.maxSteps > 0 || choices::on) countSteps(options.maxSteps);
    if (options.maxMemory > 0) limits::setMemory(uint64_t(options.maxMemory));
    if (options.timeoutNs > 0) limits::setTimeout(options.timeoutNs);
  });
  for (uint64_t i = 0; i < program.ninits; i++) call(program.inits[i]);
  call(program.main);
}

} // namespace golem::vm
