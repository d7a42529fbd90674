// The seeded answers. Streams are split by kind, so that one more question of one kind leaves the others' answers alone.
#include "runtime/sched/choices.h"
#include "runtime/sched/runtime2.h"

namespace golem::choices {

namespace {
uint64_t streams[kKinds];
int64_t untilPreempt = 1;
constexpr int64_t kTick = 1000;
} // namespace

void init() {
  const char *s = sys::getenv("GOLEMSEED");
  auto given = [](const char *name) {
    const char *v = sys::getenv(name);
    return v && *v;
  };
  if (!(s && *s) && !given("GOLEMRECORD") && !given("GOLEMREPLAY")) return;
  // Addresses are part of what a program can print or hash: start again without a random layout.
  constexpr long kPersonality = 135, kNoRandomize = 0x0040000;
  long was = sys::call(kPersonality, 0xffffffff);
  if (was >= 0 && !(was & kNoRandomize) && sys::call(kPersonality, was | kNoRandomize) >= 0)
    sys::call(59, "/proc/self/exe", sys::argv, sys::envp); // execve; if it fails the run goes on with these addresses
  s = openRecord(s);
  uint64_t seed = 14695981039346656037u;
  for (; *s; s++) seed = (seed ^ uint8_t(*s)) * 1099511628211u;
  for (uint32_t k = 0; k < kKinds; k++) streams[k] = seed + (k + 1) * 0x9e3779b97f4a7c15u;
  on = true;
  sys::virtualNow = 1000000000;
}

uint64_t seeded(Kind k) {
  uint64_t s = streams[k] += 0xa0761d6478bd642f;
  unsigned __int128 m = static_cast<unsigned __int128>(s) * (s ^ 0xe7037ed1a0b428db);
  return recorded(k, uint64_t(m >> 64) ^ uint64_t(m));
}

bool fill(void *p, uint64_t n) {
  if (!on) return false;
  auto *b = static_cast<uint8_t *>(p);
  for (uint64_t i = 0; i < n; i++) b[i] = uint8_t(seeded(kEntropy) >> 24);
  return true;
}

bool preempt() {
  if (--untilPreempt > 0) return false;
  untilPreempt = 1 + int64_t(below(kPreempt, 16));
  return true;
}

void tick() { sys::virtualNow += kTick; }
void advanceTo(int64_t when) {
  if (when > sys::virtualNow) sys::virtualNow = when;
}

} // namespace golem::choices
