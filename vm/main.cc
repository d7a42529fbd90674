// golem-vm's main.main: limits, loading, package initialization, the program. The file is program.gbc in the executable's directory; all
// arguments are the program's.
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

// GOLEMVMLIMITS=steps=N,memory=BYTES,timeout=NS, set by golem vm run.
void readLimits() {
  const char *s = sys::getenv("GOLEMVMLIMITS");
  while (s && *s) {
    const char *name = s;
    while (*s && *s != '=') s++;
    char first = *name;
    if (*s) s++;
    int64_t v = 0;
    for (; *s >= '0' && *s <= '9' && v < INT64_MAX / 10 - 10; s++) v = v * 10 + (*s - '0');
    if ((*s && *s != ',') || v <= 0) die("malformed GOLEMVMLIMITS");
    if (first == 'd') limits::watchDoors();
    else (first == 's' ? options.maxSteps : first == 'm' ? options.maxMemory : options.timeoutNs) = v;
    if (*s) s++;
  }
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
    readLimits();
    load(&program);
    if (options.maxSteps > 0 || choices::on) countSteps(options.maxSteps);
    if (options.maxMemory > 0) limits::setMemory(uint64_t(options.maxMemory));
    if (options.timeoutNs > 0) limits::setTimeout(options.timeoutNs);
  });
  for (uint64_t i = 0; i < program.ninits; i++) call(program.inits[i]);
  call(program.main);
}

} // namespace golem::vm
