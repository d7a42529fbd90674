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

// Inittasks that have run. A repl's files name them again and again.
static bool hasRun(void *code) {
  static void **seen;
  static uint64_t n, cap;
  for (uint64_t i = 0; i < n; i++)
    if (seen[i] == code) return true;
  if (n == cap) {
    uint64_t more = cap ? 2 * cap : 256;
    auto **a = static_cast<void **>(persistentalloc(more * 8));
    __builtin_memcpy(a, seen, n * 8);
    seen = a;
    cap = more;
  }
  seen[n++] = code;
  return false;
}

extern "C" uint64_t golem_vm_loadimage(const char *s, int64_t n) {
  static char path[4096];
  Program *p = nullptr;
  systemstack([&] {
    if (n >= int64_t(sizeof path)) die("path too long");
    __builtin_memcpy(path, s, size_t(n));
    path[n] = 0;
    p = loadMore(path);
  });
  return uint64_t(p);
}
// Code of the image's i-th inittask; 1: it has run before, 0: there is none.
extern "C" uint64_t golem_vm_nextinit(const Program *p, int64_t i) {
  if (uint64_t(i) >= p->ninits) return 0;
  return hasRun(p->inits[i]) ? 1 : uint64_t(p->inits[i]);
}

// Go's convention without arguments is C's, but no register survives: the trampoline that starts goroutines expects that.
extern "C" void golem_vm_main() asm("main.main");
extern "C" void golem_vm_main() {
  static const Program *program;
  systemstack([] {
    readLimits();
    program = load();
    if (options.maxSteps > 0 || choices::on) countSteps(options.maxSteps);
    if (options.maxMemory > 0) limits::setMemory(uint64_t(options.maxMemory));
    if (options.timeoutNs > 0) limits::setTimeout(options.timeoutNs);
  });
  for (uint64_t i = 0; i < program->ninits; i++) {
    hasRun(program->inits[i]);
    call(program->inits[i]);
  }
  call(program->main);
}

} // namespace golem::vm
