// print and println: to stderr in gc's formats, unbuffered, one lock around each statement.
//
// A goroutine with a printBuf (runtime.Stack) collects there instead.
#include "runtime/panic/panic.h"
#include "runtime/sched/proc.h"
#include "runtime/text/ftoa.h"

namespace golem {

static mutex printLock_;
// A print statement is one write: what it prints gathers here until printunlock. Guarded by printLock_.
static char pending[1024];
static int64_t npending;

static uintptr_t crashFD = ~uintptr_t(0); // debug.SetCrashOutput: a dying program's output goes there as well
extern "C" uintptr_t golem_setcrashfd(uintptr_t fd) {
  if (panicking()) return ~uintptr_t(0);
  return __atomic_exchange_n(&crashFD, fd, __ATOMIC_SEQ_CST);
}

static void writeTo(uintptr_t fd, const char *c, int64_t n) {
  while (n > 0) {
    long r = sys::call(sys::kSysWrite, fd, c, n);
    if (r <= 0) {
      if (r == -4 || r == -11) continue; // EINTR, EAGAIN
      return;
    }
    c += r;
    n -= r;
  }
}
static void writeErr(const char *c, int64_t n) {
  writeTo(2, c, n);
  if (m *mp = getm(); mp && mp->dying && crashFD != ~uintptr_t(0)) writeTo(crashFD, c, n);
}
static void flushPending() {
  writeErr(pending, npending);
  npending = 0;
}

void printbytes(const void *s, int64_t n) {
  g *gp = getg();
  m *mp = getm();
  if (mp && gp == mp->g0 && mp->curg) gp = mp->curg;
  if (gp && gp->printBuf) {
    int64_t room = gp->printCap - gp->printLen;
    if (n > room) n = room;
    __builtin_memcpy(gp->printBuf + gp->printLen, s, size_t(n));
    gp->printLen += n;
    return;
  }
  if (mp && mp->printDepth && !mp->dying) {
    if (npending + n > int64_t(sizeof pending)) flushPending();
    if (n <= int64_t(sizeof pending)) {
      __builtin_memcpy(pending + npending, s, size_t(n));
      npending += n;
      return;
    }
  }
  writeErr(static_cast<const char *>(s), n);
}
void printstr(const char *s) { printbytes(s, int64_t(sys::cstrlen(s))); }
void printgo(GoString s) { printbytes(s.str, s.len); }

void printudec(uint64_t v) {
  char buf[20];
  int i = 20;
  do {
    buf[--i] = char('0' + v % 10);
    v /= 10;
  } while (v);
  printbytes(buf + i, 20 - i);
}
void printdec(int64_t v) {
  if (v < 0) {
    printbytes("-", 1);
    printudec(-uint64_t(v));
  } else {
    printudec(uint64_t(v));
  }
}
void printhex(uint64_t v) {
  char buf[18];
  int i = 18;
  do {
    buf[--i] = "0123456789abcdef"[v & 15];
    v >>= 4;
  } while (v);
  buf[--i] = 'x';
  buf[--i] = '0';
  printbytes(buf + i, 18 - i);
}

static void printfloat(double v, bool single) {
  char buf[kFtoaMax];
  printbytes(buf, single ? formatFloat32(buf, float(v)) : formatFloat64(buf, v));
}
static void printcomplex(double re, double im, bool single) {
  char buf[kFtoaMax];
  printstr("(");
  printfloat(re, single);
  int n = single ? formatFloat32(buf, float(im)) : formatFloat64(buf, im);
  if (buf[0] != '+' && buf[0] != '-') printstr("+");
  printbytes(buf, n);
  printstr("i)");
}

extern "C" {
void golem_printlock() {
  m *mp = getm();
  mp->printDepth++;
  if (mp->printDepth == 1) lock(&printLock_);
}
void golem_printunlock() {
  m *mp = getm();
  if (--mp->printDepth) return;
  flushPending();
  unlock(&printLock_);
}
void golem_printbool(bool b) { printstr(b ? "true" : "false"); }
void golem_printint(int64_t v) { printdec(v); }
void golem_printuint(uint64_t v) { printudec(v); }
void golem_printfloat(double v) { printfloat(v, false); }
void golem_printfloat32(double v) { printfloat(v, true); } // a float32, extended
void golem_printcomplex(double re, double im) { printcomplex(re, im, false); }
void golem_printcomplex64(double re, double im) { printcomplex(re, im, true); }
void golem_printstring(const uint8_t *s, int64_t n) { printbytes(s, n); }
void golem_printpointer(const void *p) { printhex(uint64_t(p)); }
void golem_printslice(const void *p, int64_t len, int64_t cap) {
  printstr("[");
  printdec(len);
  printstr("/");
  printdec(cap);
  printstr("]");
  printhex(uint64_t(p));
}
void golem_printeface(const void *t, const void *d) {
  printstr("(");
  printhex(uint64_t(t));
  printstr(",");
  printhex(uint64_t(d));
  printstr(")");
}
void golem_printsp() { printbytes(" ", 1); }
void golem_printnl() { printbytes("\n", 1); }
void golem_printhex(uint64_t v) { printhex(v); }
}

} // namespace golem
