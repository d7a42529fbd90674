// What package weak calls. For now a weak pointer is the pointer itself: equality is right, but it keeps its object alive, so
// Value never turns nil and package unique's tables only grow. The real ones need a kind of Special in runtime/gc/sweep.cc.
package runtime

import "unsafe"

//go:linkname weak_runtime_registerWeakPointer weak.runtime_registerWeakPointer
func weak_runtime_registerWeakPointer(p unsafe.Pointer) unsafe.Pointer { return p }

//go:linkname weak_runtime_makeStrongFromWeak weak.runtime_makeStrongFromWeak
func weak_runtime_makeStrongFromWeak(u unsafe.Pointer) unsafe.Pointer { return u }
