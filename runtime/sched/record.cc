// Recording and replay of a seeded run: the answers of choices.cc in a file, in the order of the questions.
//
// GOLEMRECORD=FILE writes them, GOLEMREPLAY=FILE gives them again. The file is mapped, so that what was asked before a crash is in it. A
// program that asks for something else than was recorded (it was changed, or the world gave it another input) is told at once.
//
//   8 bytes magic · 8 bytes count · 64 bytes seed (text) · count records of 9 bytes: kind, answer
#include "runtime/sched/choices.h"
#include "runtime/sched/runtime2.h"

namespace golem::choices {

namespace {

constexpr uint64_t kMagic = 0x31434552'4d454c4f; // "OLEMREC1"
constexpr uint64_t kRecord = 9, kHeader = 80, kSeedBytes = 64;
constexpr uint64_t kWindow = 1 << 20; // by which a recording grows

struct Header {
  uint64_t magic, count;
  char seed[kSeedBytes];
};
static_assert(sizeof(Header) == kHeader);

enum { kOff, kRecording, kReplaying } mode;
char *file;          // mapped
uint64_t size;       // of the mapping
long fd;
uint64_t at;         // records so far

void print(const char *s) { sys::call(sys::kSysWrite, 2, s, sys::cstrlen(s)); } // the runtime may not have begun
[[noreturn]] void fail(const char *what, const char *path = nullptr) {
  print("golem: ");
  if (path) {
    print(path);
    print(": ");
  }
  print(what);
  print("\n");
  sys::exit(2);
}

bool grow() {
  uint64_t more = size + kWindow;
  constexpr long kFtruncate = 77, kMremap = 25;
  if (sys::call(kFtruncate, fd, more) < 0) return false;
  long a = file ? sys::call(kMremap, file, size, more, 1) : sys::call(sys::kSysMmap, 0, more, sys::kProtRW, 1, fd, 0); // MAYMOVE; MAP_SHARED
  if (a < 0) return false;
  file = reinterpret_cast<char *>(a);
  size = more;
  return true;
}

// Processes that the program starts have runs of their own.
void keepFromChildren(const char *name) {
  char **to = sys::envp;
  for (char **e = sys::envp; *e; e++) {
    uint64_t n = 0;
    while (name[n] && (*e)[n] == name[n]) n++;
    if (name[n] || (*e)[n] != '=') *to++ = *e;
  }
  *to = nullptr;
}

} // namespace

const char *openRecord(const char *seed) {
  if (const char *path = sys::getenv("GOLEMREPLAY"); path && *path) {
    fd = sys::call(sys::kSysOpen, path, 0x80000, 0);
    long n = fd < 0 ? fd : sys::call(8, fd, 0, 2); // lseek to the end
    if (n < 0) fail("the recording cannot be read", path);
    long a = n < long(kHeader) ? -1 : sys::call(sys::kSysMmap, 0, n, 1, sys::kMapPrivate, fd, 0);
    auto *h = reinterpret_cast<Header *>(a);
    if (a < 0 || h->magic != kMagic || h->seed[kSeedBytes - 1] || h->count > (uint64_t(n) - kHeader) / kRecord) fail("this is no recording of a run", path);
    file = reinterpret_cast<char *>(a);
    mode = kReplaying;
    keepFromChildren("GOLEMREPLAY");
    return h->seed;
  }
  const char *path = sys::getenv("GOLEMRECORD");
  if (!path || !*path) return seed;
  fd = sys::call(sys::kSysOpen, path, 0x80000 | 2 | 0x40 | 0x200, 0644); // read and write, created, emptied
  if (fd < 0 || !grow()) fail("the recording cannot be written", path);
  auto *h = reinterpret_cast<Header *>(file);
  h->magic = kMagic;
  if (seed && *seed) {
    for (uint64_t i = 0; seed[i] && i + 1 < kSeedBytes; i++) h->seed[i] = seed[i];
  } else { // any
    uint64_t r = sys::fastrand64();
    for (int i = 0; i < 12; i++, r /= 10) h->seed[i] = char('0' + r % 10);
  }
  mode = kRecording;
  keepFromChildren("GOLEMRECORD");
  return h->seed;
}

uint64_t recorded(Kind k, uint64_t answer) {
  if (mode == kOff) return answer;
  if (mode == kRecording && kHeader + (at + 1) * kRecord > size && !grow()) fail("the recording cannot be written");
  auto *h = reinterpret_cast<Header *>(file);
  char *p = file + kHeader + at * kRecord;
  if (mode == kRecording) {
    *p = char(k);
    __builtin_memcpy(p + 1, &answer, 8);
    h->count = ++at;
    return answer;
  }
  if (at == h->count) fail("the recording ends here, but the program goes on: it is another program, or had another input");
  if (*p != char(k)) fail("the program asks for another choice than was recorded: it is another program, or had another input");
  __builtin_memcpy(&answer, p + 1, 8);
  at++;
  return answer;
}

} // namespace golem::choices
