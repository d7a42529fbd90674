// sync/atomic and internal/runtime/atomic for code that the compiler does not turn into instructions (func values, linknames).
// Weak: where a package has a Go body for one of them (runtime/coverage brings those), that is it.
// Go convention: pointer in rax, then rcx, rdx; results in rax. Pointer stores go through the write barrier.
        .section golem_rttext,"ax",@progbits


        .weak "sync/atomic.LoadInt32"
        .type "sync/atomic.LoadInt32",@function
"sync/atomic.LoadInt32":
        .weak "sync/atomic.LoadUint32"
        .type "sync/atomic.LoadUint32",@function
"sync/atomic.LoadUint32":
        .weak "internal/runtime/atomic.Load"
        .type "internal/runtime/atomic.Load",@function
"internal/runtime/atomic.Load":
        .weak "internal/runtime/atomic.LoadAcq"
        .type "internal/runtime/atomic.LoadAcq",@function
"internal/runtime/atomic.LoadAcq":
        .weak "internal/runtime/atomic.Loadint32"
        .type "internal/runtime/atomic.Loadint32",@function
"internal/runtime/atomic.Loadint32":
        .cfi_startproc
        movl (%rax), %eax
        ret
        .cfi_endproc
        .weak "sync/atomic.LoadInt64"
        .type "sync/atomic.LoadInt64",@function
"sync/atomic.LoadInt64":
        .weak "sync/atomic.LoadUint64"
        .type "sync/atomic.LoadUint64",@function
"sync/atomic.LoadUint64":
        .weak "sync/atomic.LoadUintptr"
        .type "sync/atomic.LoadUintptr",@function
"sync/atomic.LoadUintptr":
        .weak "sync/atomic.LoadPointer"
        .type "sync/atomic.LoadPointer",@function
"sync/atomic.LoadPointer":
        .weak "internal/runtime/atomic.Load64"
        .type "internal/runtime/atomic.Load64",@function
"internal/runtime/atomic.Load64":
        .weak "internal/runtime/atomic.Loadp"
        .type "internal/runtime/atomic.Loadp",@function
"internal/runtime/atomic.Loadp":
        .weak "internal/runtime/atomic.LoadAcq64"
        .type "internal/runtime/atomic.LoadAcq64",@function
"internal/runtime/atomic.LoadAcq64":
        .weak "internal/runtime/atomic.LoadAcquintptr"
        .type "internal/runtime/atomic.LoadAcquintptr",@function
"internal/runtime/atomic.LoadAcquintptr":
        .weak "internal/runtime/atomic.Loadint64"
        .type "internal/runtime/atomic.Loadint64",@function
"internal/runtime/atomic.Loadint64":
        .weak "internal/runtime/atomic.Loaduint"
        .type "internal/runtime/atomic.Loaduint",@function
"internal/runtime/atomic.Loaduint":
        .weak "internal/runtime/atomic.Loaduintptr"
        .type "internal/runtime/atomic.Loaduintptr",@function
"internal/runtime/atomic.Loaduintptr":
        .cfi_startproc
        movq (%rax), %rax
        ret
        .cfi_endproc
        .weak "internal/runtime/atomic.Load8"
        .type "internal/runtime/atomic.Load8",@function
"internal/runtime/atomic.Load8":
        .cfi_startproc
        movzbl (%rax), %eax
        ret
        .cfi_endproc
        .weak "sync/atomic.StoreInt32"
        .type "sync/atomic.StoreInt32",@function
"sync/atomic.StoreInt32":
        .weak "sync/atomic.StoreUint32"
        .type "sync/atomic.StoreUint32",@function
"sync/atomic.StoreUint32":
        .weak "internal/runtime/atomic.Store"
        .type "internal/runtime/atomic.Store",@function
"internal/runtime/atomic.Store":
        .weak "internal/runtime/atomic.StoreRel"
        .type "internal/runtime/atomic.StoreRel",@function
"internal/runtime/atomic.StoreRel":
        .weak "internal/runtime/atomic.Storeint32"
        .type "internal/runtime/atomic.Storeint32",@function
"internal/runtime/atomic.Storeint32":
        .cfi_startproc
        xchgl %ecx, (%rax)
        ret
        .cfi_endproc
        .weak "sync/atomic.StoreInt64"
        .type "sync/atomic.StoreInt64",@function
"sync/atomic.StoreInt64":
        .weak "sync/atomic.StoreUint64"
        .type "sync/atomic.StoreUint64",@function
"sync/atomic.StoreUint64":
        .weak "sync/atomic.StoreUintptr"
        .type "sync/atomic.StoreUintptr",@function
"sync/atomic.StoreUintptr":
        .weak "internal/runtime/atomic.Store64"
        .type "internal/runtime/atomic.Store64",@function
"internal/runtime/atomic.Store64":
        .weak "internal/runtime/atomic.StoreRel64"
        .type "internal/runtime/atomic.StoreRel64",@function
"internal/runtime/atomic.StoreRel64":
        .weak "internal/runtime/atomic.StoreReluintptr"
        .type "internal/runtime/atomic.StoreReluintptr",@function
"internal/runtime/atomic.StoreReluintptr":
        .weak "internal/runtime/atomic.Storeint64"
        .type "internal/runtime/atomic.Storeint64",@function
"internal/runtime/atomic.Storeint64":
        .weak "internal/runtime/atomic.Storeuintptr"
        .type "internal/runtime/atomic.Storeuintptr",@function
"internal/runtime/atomic.Storeuintptr":
        .cfi_startproc
        xchgq %rcx, (%rax)
        ret
        .cfi_endproc
        .weak "internal/runtime/atomic.Store8"
        .type "internal/runtime/atomic.Store8",@function
"internal/runtime/atomic.Store8":
        .cfi_startproc
        xchgb %cl, (%rax)
        ret
        .cfi_endproc
        .weak "sync/atomic.SwapInt32"
        .type "sync/atomic.SwapInt32",@function
"sync/atomic.SwapInt32":
        .weak "sync/atomic.SwapUint32"
        .type "sync/atomic.SwapUint32",@function
"sync/atomic.SwapUint32":
        .weak "internal/runtime/atomic.Xchg"
        .type "internal/runtime/atomic.Xchg",@function
"internal/runtime/atomic.Xchg":
        .weak "internal/runtime/atomic.Xchgint32"
        .type "internal/runtime/atomic.Xchgint32",@function
"internal/runtime/atomic.Xchgint32":
        .cfi_startproc
        xchgl %ecx, (%rax)
        movl %ecx, %eax
        ret
        .cfi_endproc
        .weak "sync/atomic.SwapInt64"
        .type "sync/atomic.SwapInt64",@function
"sync/atomic.SwapInt64":
        .weak "sync/atomic.SwapUint64"
        .type "sync/atomic.SwapUint64",@function
"sync/atomic.SwapUint64":
        .weak "sync/atomic.SwapUintptr"
        .type "sync/atomic.SwapUintptr",@function
"sync/atomic.SwapUintptr":
        .weak "internal/runtime/atomic.Xchg64"
        .type "internal/runtime/atomic.Xchg64",@function
"internal/runtime/atomic.Xchg64":
        .weak "internal/runtime/atomic.Xchgint64"
        .type "internal/runtime/atomic.Xchgint64",@function
"internal/runtime/atomic.Xchgint64":
        .weak "internal/runtime/atomic.Xchguintptr"
        .type "internal/runtime/atomic.Xchguintptr",@function
"internal/runtime/atomic.Xchguintptr":
        .cfi_startproc
        xchgq %rcx, (%rax)
        movq %rcx, %rax
        ret
        .cfi_endproc
        .weak "internal/runtime/atomic.Xchg8"
        .type "internal/runtime/atomic.Xchg8",@function
"internal/runtime/atomic.Xchg8":
        .cfi_startproc
        xchgb %cl, (%rax)
        movzbl %cl, %eax
        ret
        .cfi_endproc
        .weak "sync/atomic.AddInt32"
        .type "sync/atomic.AddInt32",@function
"sync/atomic.AddInt32":
        .weak "sync/atomic.AddUint32"
        .type "sync/atomic.AddUint32",@function
"sync/atomic.AddUint32":
        .weak "internal/runtime/atomic.Xadd"
        .type "internal/runtime/atomic.Xadd",@function
"internal/runtime/atomic.Xadd":
        .weak "internal/runtime/atomic.Xaddint32"
        .type "internal/runtime/atomic.Xaddint32",@function
"internal/runtime/atomic.Xaddint32":
        .cfi_startproc
        movl %ecx, %r10d
        lock xaddl %ecx, (%rax)
        leal (%rcx,%r10), %eax
        ret
        .cfi_endproc
        .weak "sync/atomic.AddInt64"
        .type "sync/atomic.AddInt64",@function
"sync/atomic.AddInt64":
        .weak "sync/atomic.AddUint64"
        .type "sync/atomic.AddUint64",@function
"sync/atomic.AddUint64":
        .weak "sync/atomic.AddUintptr"
        .type "sync/atomic.AddUintptr",@function
"sync/atomic.AddUintptr":
        .weak "internal/runtime/atomic.Xadd64"
        .type "internal/runtime/atomic.Xadd64",@function
"internal/runtime/atomic.Xadd64":
        .weak "internal/runtime/atomic.Xaddint64"
        .type "internal/runtime/atomic.Xaddint64",@function
"internal/runtime/atomic.Xaddint64":
        .weak "internal/runtime/atomic.Xadduintptr"
        .type "internal/runtime/atomic.Xadduintptr",@function
"internal/runtime/atomic.Xadduintptr":
        .cfi_startproc
        movq %rcx, %r10
        lock xaddq %rcx, (%rax)
        leaq (%rcx,%r10), %rax
        ret
        .cfi_endproc
        .weak "sync/atomic.CompareAndSwapInt32"
        .type "sync/atomic.CompareAndSwapInt32",@function
"sync/atomic.CompareAndSwapInt32":
        .weak "sync/atomic.CompareAndSwapUint32"
        .type "sync/atomic.CompareAndSwapUint32",@function
"sync/atomic.CompareAndSwapUint32":
        .weak "internal/runtime/atomic.Cas"
        .type "internal/runtime/atomic.Cas",@function
"internal/runtime/atomic.Cas":
        .weak "internal/runtime/atomic.CasRel"
        .type "internal/runtime/atomic.CasRel",@function
"internal/runtime/atomic.CasRel":
        .weak "internal/runtime/atomic.Casint32"
        .type "internal/runtime/atomic.Casint32",@function
"internal/runtime/atomic.Casint32":
        .cfi_startproc
        movq %rax, %r10
        movl %ecx, %eax
        lock cmpxchgl %edx, (%r10)
        sete %al
        movzbl %al, %eax
        ret
        .cfi_endproc
        .weak "sync/atomic.CompareAndSwapInt64"
        .type "sync/atomic.CompareAndSwapInt64",@function
"sync/atomic.CompareAndSwapInt64":
        .weak "sync/atomic.CompareAndSwapUint64"
        .type "sync/atomic.CompareAndSwapUint64",@function
"sync/atomic.CompareAndSwapUint64":
        .weak "sync/atomic.CompareAndSwapUintptr"
        .type "sync/atomic.CompareAndSwapUintptr",@function
"sync/atomic.CompareAndSwapUintptr":
        .weak "internal/runtime/atomic.Cas64"
        .type "internal/runtime/atomic.Cas64",@function
"internal/runtime/atomic.Cas64":
        .weak "internal/runtime/atomic.Casint64"
        .type "internal/runtime/atomic.Casint64",@function
"internal/runtime/atomic.Casint64":
        .weak "internal/runtime/atomic.Casuintptr"
        .type "internal/runtime/atomic.Casuintptr",@function
"internal/runtime/atomic.Casuintptr":
        .cfi_startproc
        movq %rax, %r10
        movq %rcx, %rax
        lock cmpxchgq %rdx, (%r10)
        sete %al
        movzbl %al, %eax
        ret
        .cfi_endproc
        .weak "sync/atomic.AndInt32"
        .type "sync/atomic.AndInt32",@function
"sync/atomic.AndInt32":
        .weak "sync/atomic.AndUint32"
        .type "sync/atomic.AndUint32",@function
"sync/atomic.AndUint32":
        .weak "internal/runtime/atomic.And32"
        .type "internal/runtime/atomic.And32",@function
"internal/runtime/atomic.And32":
        .cfi_startproc
        movq %rax, %r10
        movl (%r10), %eax
        1: movl %eax, %r11d
        andl %ecx, %r11d
        lock cmpxchgl %r11d, (%r10)
        jnz 1b
        ret
        .cfi_endproc
        .weak "sync/atomic.AndInt64"
        .type "sync/atomic.AndInt64",@function
"sync/atomic.AndInt64":
        .weak "sync/atomic.AndUint64"
        .type "sync/atomic.AndUint64",@function
"sync/atomic.AndUint64":
        .weak "sync/atomic.AndUintptr"
        .type "sync/atomic.AndUintptr",@function
"sync/atomic.AndUintptr":
        .weak "internal/runtime/atomic.And64"
        .type "internal/runtime/atomic.And64",@function
"internal/runtime/atomic.And64":
        .weak "internal/runtime/atomic.Anduintptr"
        .type "internal/runtime/atomic.Anduintptr",@function
"internal/runtime/atomic.Anduintptr":
        .cfi_startproc
        movq %rax, %r10
        movq (%r10), %rax
        1: movq %rax, %r11
        andq %rcx, %r11
        lock cmpxchgq %r11, (%r10)
        jnz 1b
        ret
        .cfi_endproc
        .weak "internal/runtime/atomic.And"
        .type "internal/runtime/atomic.And",@function
"internal/runtime/atomic.And":
        .cfi_startproc
        lock andl %ecx, (%rax)
        ret
        .cfi_endproc
        .weak "internal/runtime/atomic.And8"
        .type "internal/runtime/atomic.And8",@function
"internal/runtime/atomic.And8":
        .cfi_startproc
        lock andb %cl, (%rax)
        ret
        .cfi_endproc
        .weak "sync/atomic.OrInt32"
        .type "sync/atomic.OrInt32",@function
"sync/atomic.OrInt32":
        .weak "sync/atomic.OrUint32"
        .type "sync/atomic.OrUint32",@function
"sync/atomic.OrUint32":
        .weak "internal/runtime/atomic.Or32"
        .type "internal/runtime/atomic.Or32",@function
"internal/runtime/atomic.Or32":
        .cfi_startproc
        movq %rax, %r10
        movl (%r10), %eax
        1: movl %eax, %r11d
        orl %ecx, %r11d
        lock cmpxchgl %r11d, (%r10)
        jnz 1b
        ret
        .cfi_endproc
        .weak "sync/atomic.OrInt64"
        .type "sync/atomic.OrInt64",@function
"sync/atomic.OrInt64":
        .weak "sync/atomic.OrUint64"
        .type "sync/atomic.OrUint64",@function
"sync/atomic.OrUint64":
        .weak "sync/atomic.OrUintptr"
        .type "sync/atomic.OrUintptr",@function
"sync/atomic.OrUintptr":
        .weak "internal/runtime/atomic.Or64"
        .type "internal/runtime/atomic.Or64",@function
"internal/runtime/atomic.Or64":
        .weak "internal/runtime/atomic.Oruintptr"
        .type "internal/runtime/atomic.Oruintptr",@function
"internal/runtime/atomic.Oruintptr":
        .cfi_startproc
        movq %rax, %r10
        movq (%r10), %rax
        1: movq %rax, %r11
        orq %rcx, %r11
        lock cmpxchgq %r11, (%r10)
        jnz 1b
        ret
        .cfi_endproc
        .weak "internal/runtime/atomic.Or"
        .type "internal/runtime/atomic.Or",@function
"internal/runtime/atomic.Or":
        .cfi_startproc
        lock orl %ecx, (%rax)
        ret
        .cfi_endproc
        .weak "internal/runtime/atomic.Or8"
        .type "internal/runtime/atomic.Or8",@function
"internal/runtime/atomic.Or8":
        .cfi_startproc
        lock orb %cl, (%rax)
        ret
        .cfi_endproc
        .weak "sync/atomic.StorePointer"
        .type "sync/atomic.StorePointer",@function
"sync/atomic.StorePointer":
        .weak "internal/runtime/atomic.storePointer"
        .type "internal/runtime/atomic.storePointer",@function
"internal/runtime/atomic.storePointer":
        .cfi_startproc
        cmpl $0, golem_writeBarrier
        je 1f
        movq %rax, %r10
        movq %rcx, %r11
        pushq %rax
        call golem_gcwb
        popq %rax
        1:
        xchgq %rcx, (%rax)
        ret
        .cfi_endproc
        .weak "internal/runtime/atomic.StorepNoWB"
        .type "internal/runtime/atomic.StorepNoWB",@function
"internal/runtime/atomic.StorepNoWB":
        .cfi_startproc
        xchgq %rcx, (%rax)
        ret
        .cfi_endproc
        .weak "sync/atomic.SwapPointer"
        .type "sync/atomic.SwapPointer",@function
"sync/atomic.SwapPointer":
        .cfi_startproc
        cmpl $0, golem_writeBarrier
        je 1f
        movq %rax, %r10
        movq %rcx, %r11
        pushq %rax
        call golem_gcwb
        popq %rax
        1:
        xchgq %rcx, (%rax)
        movq %rcx, %rax
        ret
        .cfi_endproc
        .weak "sync/atomic.CompareAndSwapPointer"
        .type "sync/atomic.CompareAndSwapPointer",@function
"sync/atomic.CompareAndSwapPointer":
        .weak "internal/runtime/atomic.casPointer"
        .type "internal/runtime/atomic.casPointer",@function
"internal/runtime/atomic.casPointer":
        .cfi_startproc
        cmpl $0, golem_writeBarrier
        je 1f
        movq %rax, %r10
        movq %rdx, %r11
        pushq %rax
        call golem_gcwb
        popq %rax
        1:
        movq %rax, %r10
        movq %rcx, %rax
        lock cmpxchgq %rdx, (%r10)
        sete %al
        movzbl %al, %eax
        ret
        .cfi_endproc
        .weak "internal/runtime/atomic.Casp1"
        .type "internal/runtime/atomic.Casp1",@function
"internal/runtime/atomic.Casp1":
        .cfi_startproc
        movq %rax, %r10
        movq %rcx, %rax
        lock cmpxchgq %rdx, (%r10)
        sete %al
        movzbl %al, %eax
        ret
        .cfi_endproc
        .section .note.GNU-stack,"",@progbits
        .section .note.GNU-split-stack,"",@progbits // see abi/text_section.h
