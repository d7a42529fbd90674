// "Fake Go": what the compiler will emit, written by hand in C++, so that the runtime can be exercised for real (own _start,
// split stacks, regcall) without the compiler. Compiled with -fsplit-stack; see CMakeLists.txt in this folder.
#pragma once
#include "runtime/abi/symbols.h"
#include "runtime/chan/chan.h"
#include "runtime/map/map.h"

using namespace golem;
#define GO __attribute__((regcall, noinline))

extern "C" {
// The R15 context is the eleventh integer parameter.
#define CTX int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, void *ctx

void golem_printlock();
void golem_printunlock();
void golem_printint(int64_t);
void golem_printstring(const char *, int64_t);
void golem_printnl();
void golem_printsp();
void golem_printfloat(double);
void golem_printbool(bool);
void *golem_newobject(const Type *);
void *golem_mallocgc(int64_t, const Type *, bool);
void *golem_makeslice(const Type *, int64_t, int64_t);
void golem_growslice(GoSlice *, void *, int64_t, int64_t, int64_t, const Type *);
void golem_newproc(FuncVal *);
hchan *golem_makechan(const ChanType *, int64_t);
void golem_chansend1(hchan *, void *);
bool golem_chanrecv2(hchan *, void *);
void golem_chanrecv1(hchan *, void *);
void golem_closechan(hchan *);
IntBool golem_selectgo(scase *, uint16_t *, int64_t, int64_t, bool);
void *golem_mapaccess1_fast64(const MapType *, hmap *, uint64_t);
PtrBool golem_mapaccess2_fast64(const MapType *, hmap *, uint64_t);
void *golem_mapassign_fast64(const MapType *, hmap *, uint64_t);
void golem_mapdelete_fast64(const MapType *, hmap *, uint64_t);
void *golem_mapassign_faststr(const MapType *, hmap *, const char *, int64_t);
PtrBool golem_mapaccess2_faststr(const MapType *, hmap *, const char *, int64_t);
void golem_mapclear(const MapType *, hmap *);
[[noreturn]] void golem_gopanic(Type *, void *);
void golem_gorecover(Eface *, void *);
void golem_gc();
void golem_gosched();
int64_t golem_gomaxprocs(int64_t);
int64_t golem_numgoroutine();
void golem_timesleep(int64_t);
void golem_wbstore(void *, void *);
int64_t golem_nanotime();
[[noreturn]] void golem_exit(int64_t);
[[noreturn]] void golem_throw(const char *, int64_t);
[[noreturn]] void golem_goexit();
extern const char golem_eqthunk[];
}

static inline void say(const char *s) { golem_printstring(s, int64_t(__builtin_strlen(s))); }
static inline void sayn(const char *s, int64_t v) {
  golem_printlock();
  say(s);
  golem_printsp();
  golem_printint(v);
  golem_printnl();
  golem_printunlock();
}
#define CHECK(c) \
  do { \
    if (!(c)) { \
      sayn("FAILED " #c " line", __LINE__); \
      golem_exit(9); \
    } \
  } while (0)

extern Type tInt, tString, tPtr, tByte;
extern ChanType tChanInt, tChanPtr;
extern MapType tMapIntInt, tMapStrPtr;
