// Functions that bytecode calls by `crt` where native code has instructions of its own.
#include "vm/vm.h"
#include "runtime/iface/alg.h"

namespace golem::vm {

extern "C" {
bool golem_efaceeq(const Type *t, const void *x, const void *y);

void golem_vm_memclr(void *p, int64_t n) { __builtin_memset(p, 0, size_t(n)); }
uint64_t golem_vm_streq(const char *p, int64_t n, const char *q, int64_t k) { return n == k && (p == q || __builtin_memcmp(p, q, size_t(n)) == 0); }
// Interfaces by dynamic types and data words.
uint64_t golem_vm_efaceeq(const Type *t, const void *x, const Type *u, const void *y) { return t == u && (!t || golem_efaceeq(t, x, y)); }
}

} // namespace golem::vm
