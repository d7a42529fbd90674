// Process start: from the kernel's stack to the main goroutine.
#include "runtime/panic/panic.h"
#include "runtime/prof/prof.h"
#include "runtime/race/race.h"
#include "runtime/sched/choices.h"
#include "runtime/sched/proc.h"
#include "runtime/sys/cpu.h"
#include "runtime/sys/signals.h"

namespace golem {

namespace sys {
using ClockGettime = int (*)(int, TimeSpec *);
extern ClockGettime vdsoClockGettime;
} // namespace sys


// Finds __vdso_clock_gettime in the kernel's ELF image.
static void findVdso(const uint8_t *eh) {
  auto u16 = [](const uint8_t *p) { return *reinterpret_cast<const uint16_t *>(p); };
  auto u32 = [](const uint8_t *p) { return *reinterpret_cast<const uint32_t *>(p); };
  auto u64 = [](const uint8_t *p) { return *reinterpret_cast<const uint64_t *>(p); };
  const uint8_t *ph = eh + u64(eh + 32);
  uint64_t bias = 0;
  const uint8_t *dyn = nullptr;
  bool haveBias = false;
  for (int i = 0; i < u16(eh + 56); i++, ph += u16(eh + 54)) {
    if (u32(ph) == 1 && !haveBias) {
      bias = uint64_t(eh) + u64(ph + 8) - u64(ph + 16);
      haveBias = true;
    }
    if (u32(ph) == 2) dyn = eh + u64(ph + 8);
  }
  if (!dyn || !haveBias) return;
  const uint8_t *strtab = nullptr, *symtab = nullptr;
  const uint32_t *hash = nullptr;
  for (; u64(dyn); dyn += 16) {
    auto *p = reinterpret_cast<const uint8_t *>(u64(dyn + 8) + bias);
    if (u64(dyn) == 5) strtab = p;
    if (u64(dyn) == 6) symtab = p;
    if (u64(dyn) == 4) hash = reinterpret_cast<const uint32_t *>(p);
  }
  if (!strtab || !symtab) return;
  uint32_t n = hash ? hash[1] : 32; // no DT_HASH: the vDSO has about a dozen symbols
  static const char want[] = "__vdso_clock_gettime";
  for (uint32_t i = 0; i < n; i++) {
    const uint8_t *s = symtab + i * 24;
    auto *name = reinterpret_cast<const char *>(strtab + u32(s));
    if (u16(s + 6) != 0 && __builtin_strcmp(name, want) == 0) {
      sys::vdsoClockGettime = reinterpret_cast<sys::ClockGettime>(u64(s + 8) + bias);
      return;
    }
  }
}

extern "C" [[noreturn]] void golem_rt0(uintptr_t *sp) {
  sys::argc = int(sp[0]);
  sys::argv = reinterpret_cast<char **>(sp + 1);
  sys::envp = sys::argv + sys::argc + 1;
  char **e = sys::envp;
  while (*e) e++;
  auto *aux = reinterpret_cast<uintptr_t *>(e + 1);
  for (; aux[0]; aux += 2)
    if (aux[0] == 33) findVdso(reinterpret_cast<const uint8_t *>(aux[1]));
  sys::detectCpu();
  choices::init();
  initM0({uintptr_t(sp) - (64 << 10), uintptr_t(sp)});
  schedinit();
  initSignals();
  minit();
  startMain();
}

extern "C" {
// Values of the environment for the overlay: os.Args and friends come with the exports.
GoString golem_getenv(const uint8_t *name, int64_t n) {
  char buf[256];
  if (n >= 256) return {nullptr, 0};
  __builtin_memcpy(buf, name, size_t(n));
  buf[n] = 0;
  const char *v = sys::getenv(buf);
  return {reinterpret_cast<const uint8_t *>(v), int64_t(v ? sys::cstrlen(v) : 0)};
}
int strcmp(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return int(uint8_t(*a)) - int(uint8_t(*b));
}
int64_t golem_nanotime() {
  if (choices::on) choices::tick();
  return sys::nanotime();
}
[[noreturn]] void golem_exit(int64_t code) {
  allocSitesAtExit();
  if (code == 0) race::exit();
  sys::exit(int(code));
}
}

} // namespace golem
