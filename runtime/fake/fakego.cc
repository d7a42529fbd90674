// Descriptors and the Go part of the runtime that every fake program needs.
#include "fakego.h"

static const uint8_t ptrMask[] = {0xff, 0xff};
static const uint8_t strMask[] = {1};
struct Eq {
  const void *code;
  const Type *t;
};
#define EQ(t) static const Eq eq_##t = {golem_eqthunk, &t}
EQ(tInt);
EQ(tString);
EQ(tPtr);
EQ(tByte);
static const char nInt[] = "\0\003int", nString[] = "\0\006string", nPtr[] = "\0\004*int", nByte[] = "\0\005uint8", nErr[] = "\0\015runtime.Error";
#define NAME(n) uint32_t(uintptr_t(n))
Type tInt{}, tString{}, tPtr{}, tByte{}, tErr{};
ChanType tChanInt{}, tChanPtr{};
MapType tMapIntInt{}, tMapStrPtr{};
static Type bII{}, bSP{};
static uint8_t maskSP[4];

static void basic(Type &t, uintptr_t size, uintptr_t ptr, Kind k, uint8_t flag, const uint8_t *mask, const void *eq, const char *name) {
  t.size = size;
  t.ptrBytes = ptr;
  t.kindBits = k;
  t.tflag = uint8_t(flag | kTFlagNamed);
  t.align = t.fieldAlign = uint8_t(size > 8 ? 8 : size);
  t.gcdata = mask;
  t.equal = static_cast<const FuncVal *>(eq);
  t.str = NAME(name);
  t.hash = uint32_t(size * 77 + k);
}
static GO void fakeinit() {
  basic(tInt, 8, 0, kInt, kTFlagRegularMemory, nullptr, &eq_tInt, nInt);
  basic(tByte, 1, 0, kUint8, kTFlagRegularMemory, nullptr, &eq_tByte, nByte);
  basic(tString, 16, 8, kString, 0, strMask, &eq_tString, nString);
  basic(tPtr, 8, 8, kPointer, kTFlagRegularMemory | kTFlagDirectIface, ptrMask, &eq_tPtr, nPtr);
  basic(tErr, 16, 8, kString, 0, strMask, &eq_tString, nErr);
  basic(tChanInt, 8, 8, kChan, 0, ptrMask, nullptr, nPtr);
  basic(tChanPtr, 8, 8, kChan, 0, ptrMask, nullptr, nPtr);
  tChanInt.elem = &tInt;
  tChanPtr.elem = &tPtr;
  basic(tMapIntInt, 8, 8, kMap, 0, ptrMask, nullptr, nPtr);
  tMapIntInt.key = &tInt;
  tMapIntInt.elem = &tInt;
  tMapIntInt.bucket = &bII;
  tMapIntInt.keySize = 8;
  tMapIntInt.elemSize = 8;
  tMapIntInt.bucketSize = 8 + 64 + 64 + 8;
  tMapIntInt.flags = kMapReflexiveKey;
  bII.size = tMapIntInt.bucketSize;
  basic(tMapStrPtr, 8, 8, kMap, 0, ptrMask, nullptr, nPtr);
  tMapStrPtr.key = &tString;
  tMapStrPtr.elem = &tPtr;
  tMapStrPtr.bucket = &bSP;
  tMapStrPtr.keySize = 16;
  tMapStrPtr.elemSize = 8;
  tMapStrPtr.bucketSize = 8 + 128 + 64 + 8;
  tMapStrPtr.flags = kMapReflexiveKey | kMapNeedKeyUpdate;
  bSP.size = bSP.ptrBytes = tMapStrPtr.bucketSize;
  for (int i = 0; i < 8; i++) {
    int w = 1 + 2 * i;
    maskSP[w / 8] |= uint8_t(1 << w % 8);
    w = 17 + i;
    maskSP[w / 8] |= uint8_t(1 << w % 8);
  }
  maskSP[25 / 8] |= 1 << 25 % 8;
  bSP.gcdata = maskSP;
}

static GO void raise(const char *s) {
  auto *str = static_cast<GoString *>(golem_newobject(&tString));
  str->str = reinterpret_cast<const uint8_t *>(s);
  str->len = int64_t(__builtin_strlen(s));
  golem_gopanic(&tString, str);
}
#define R0(name, text) \
  extern "C" GO void fake_##name(void) asm("runtime." #name); \
  extern "C" GO void fake_##name(void) { raise(text); }
#define GOCHECK(kind, code, name) R0(name, "runtime error: " #kind)
#include "runtime/abi/gofuncs.def"
// clang-format off: a list
R0(panicmakeslicelen, "makeslice: len out of range") R0(panicmakeslicecap, "makeslice: cap out of range") R0(panicmakechan, "makechan: size out of range")
R0(panicassignnilmap, "assignment to entry in nil map") R0(panicsendclosed, "send on closed channel") R0(panicclosenil, "close of nil channel")
R0(panicclosedclosed, "close of closed channel") R0(panicgrowslice, "growslice: len out of range") R0(panicmem, "runtime error: invalid memory address or nil pointer dereference")
R0(panicoverflow, "integer overflow") R0(panicstrcat, "string concatenation too long") R0(panicnilarg, "panic called with nil argument")
R0(panicunhashable, "hash of unhashable type") R0(panicuncomparable, "comparing uncomparable type") R0(panicmemaddr, "fault") R0(panicdottype, "interface conversion")
// clang-format on
    extern "C" GO void fake_preprint(Eface *, int64_t *) asm("runtime.preprintpanics");
extern "C" GO void fake_preprint(Eface *, int64_t *) {}

extern "C" {
void (*golem_inittasks[])() = {reinterpret_cast<void (*)()>(fakeinit)};
extern const uint64_t golem_ninittasks;
const uint64_t golem_ninittasks = 1;
}
