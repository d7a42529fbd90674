// Everything that must be assembly (process entry: entry.S): thread entry, context switches, calls into Go, split-stack segments, the
// write barrier's slow path, signal trampolines. Conventions: docs/internals/abi.md.
//
// A saved goroutine (g.schedsp) is: r15 r14 r13 r12 rbx rbp return-address, lowest address first.

#define TB_GUARD 0x70
#define TB_G 0x78
#define TB_P 0x80
#define TB_M 0x88
#define G_GUARD 0x10
#define G_PREEMPT 0x5d
#define G_SCHEDSP 0x48
#define M_G0 0

        .section golem_rttext,"ax",@progbits

// ---- golem_clone(flags, stack top, tls, fn): parent gets tid; the child calls fn on its stack and never returns ----
        .globl golem_clone
golem_clone:
        .cfi_startproc
        movq %rcx, %r9          // survives the system call
        movq %rdx, %r8          // tls (5th)
        xorl %r10d, %r10d
        xorl %edx, %edx
        movl $56, %eax
        syscall
        testq %rax, %rax
        jz 1f
        ret
        .cfi_undefined rip
1:      xorl %ebp, %ebp
        andq $-16, %rsp
        call *%r9
        ud2
        .cfi_endproc

        .globl golem_sigreturn
golem_sigreturn:
        movl $15, %eax
        syscall
        ud2

#define SAVE_CALLEE \
        pushq %rbp; .cfi_adjust_cfa_offset 8; .cfi_rel_offset %rbp, 0; \
        pushq %rbx; .cfi_adjust_cfa_offset 8; .cfi_rel_offset %rbx, 0; \
        pushq %r12; .cfi_adjust_cfa_offset 8; .cfi_rel_offset %r12, 0; \
        pushq %r13; .cfi_adjust_cfa_offset 8; .cfi_rel_offset %r13, 0; \
        pushq %r14; .cfi_adjust_cfa_offset 8; .cfi_rel_offset %r14, 0; \
        pushq %r15; .cfi_adjust_cfa_offset 8; .cfi_rel_offset %r15, 0

#define RESTORE_CALLEE \
        popq %r15; .cfi_adjust_cfa_offset -8; .cfi_restore %r15; \
        popq %r14; .cfi_adjust_cfa_offset -8; .cfi_restore %r14; \
        popq %r13; .cfi_adjust_cfa_offset -8; .cfi_restore %r13; \
        popq %r12; .cfi_adjust_cfa_offset -8; .cfi_restore %r12; \
        popq %rbx; .cfi_adjust_cfa_offset -8; .cfi_restore %rbx; \
        popq %rbp; .cfi_adjust_cfa_offset -8; .cfi_restore %rbp

// ---- golem_mcall(fn): save, switch to g0, fn(g) ----
        .globl golem_mcall
        .type golem_mcall,@function
golem_mcall:
        .cfi_startproc
        SAVE_CALLEE
        movq %fs:TB_G, %rax
        movq %rsp, G_SCHEDSP(%rax)
        movq %fs:TB_M, %rcx
        movq M_G0(%rcx), %rdx
        movq %rdx, %fs:TB_G
        movq $0, %fs:TB_GUARD
        movq G_SCHEDSP(%rdx), %rsp
        movq %rdi, %rcx
        movq %rax, %rdi
        xorl %ebp, %ebp
        call *%rcx
        ud2
        .cfi_endproc

// ---- golem_gogo(g): continue a saved goroutine; the caller has set g.m, status and curg ----
        .globl golem_gogo
        .type golem_gogo,@function
golem_gogo:
        .cfi_startproc
        movq %rdi, %fs:TB_G
        movq G_GUARD(%rdi), %rax
        movq %rax, %fs:TB_GUARD
        movq G_SCHEDSP(%rdi), %rsp
        popq %r15
        popq %r14
        popq %r13
        popq %r12
        popq %rbx
        popq %rbp
        ret
        .cfi_endproc

// ---- golem_systemstack(fn, arg) ----
        .globl golem_systemstack
        .type golem_systemstack,@function
golem_systemstack:
        .cfi_startproc
        movq %fs:TB_G, %rax
        movq %fs:TB_M, %rcx
        movq M_G0(%rcx), %rdx
        cmpq %rax, %rdx
        je 1f
        SAVE_CALLEE
        movq %rsp, G_SCHEDSP(%rax)
        movq %rsp, %rbx
        .cfi_def_cfa_register %rbx
        movq %rax, %r12
        movq %rdx, %fs:TB_G
        movq $0, %fs:TB_GUARD
        movq G_SCHEDSP(%rdx), %rsp
        movq %rdi, %rax
        movq %rsi, %rdi
        call *%rax
        movq %rbx, %rsp
        .cfi_def_cfa_register %rsp
        movq %r12, %fs:TB_G
        movq G_GUARD(%r12), %rax
        movq %rax, %fs:TB_GUARD
        cmpb $0, G_PREEMPT(%r12) # asked to stop meanwhile: the guard that said so is overwritten
        je 2f
        movq $-1, %fs:TB_GUARD
2:      RESTORE_CALLEE
        ret
1:      movq %rdi, %rax
        movq %rsi, %rdi
        jmp *%rax
        .cfi_endproc

// ---- calls into Go: func value in rdi, integer arguments in rsi, rdx, rcx ----
        .globl golem_callgo3
        .globl golem_callgo2
        .globl golem_callgo
        .type golem_callgo,@function
golem_callgo3:
golem_callgo2:
golem_callgo:
        .cfi_startproc
        SAVE_CALLEE
        subq $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq %rdi, %r15
        movq %rsi, %rax
        movq %rcx, %r10
        movq %rdx, %rcx
        movq %r10, %rdx
        call *(%r15)
        addq $8, %rsp
        .cfi_adjust_cfa_offset -8
        RESTORE_CALLEE
        ret
        .cfi_endproc

// The same with a return address that recover knows.
        .globl golem_calldeferred
        .type golem_calldeferred,@function
        .globl golem_deferreturn
golem_calldeferred:
        .cfi_startproc
        SAVE_CALLEE
        subq $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq %rdi, %r15
        call *(%r15)
golem_deferreturn:
        addq $8, %rsp
        .cfi_adjust_cfa_offset -8
        RESTORE_CALLEE
        ret
        .cfi_endproc

// ---- golem_gc for runtime.GC, which keeps nothing across it: what callers left in callee-saved registers is dead, and a stack that
// is scanned conservatively must not keep its objects alive ----
        .globl golem_gcnolive
        .type golem_gcnolive,@function
golem_gcnolive:
        .cfi_startproc
        xorl %ebx, %ebx
        xorl %ebp, %ebp
        xorl %r12d, %r12d
        xorl %r13d, %r13d
        xorl %r14d, %r14d
        xorl %r15d, %r15d
        jmp golem_gc
        .cfi_endproc

// ---- first frame of every goroutine: rbx holds the func value ----
        .globl golem_gostart
        .type golem_gostart,@function
        .cfi_startproc
        .cfi_undefined rip
        nop
golem_gostart:
        movq %rbx, %r15
        xorl %ebp, %ebp
        call *(%r15)
        call golem_goexit1
        ud2
        .cfi_endproc

// ---- runtime.entersyscall, runtime.exitsyscall: Go functions without parameters; xmm8-15 survive them ----
#define SAVE_XMM \
        subq $136, %rsp; .cfi_adjust_cfa_offset 136; \
        movups %xmm8, (%rsp); movups %xmm9, 16(%rsp); movups %xmm10, 32(%rsp); movups %xmm11, 48(%rsp); \
        movups %xmm12, 64(%rsp); movups %xmm13, 80(%rsp); movups %xmm14, 96(%rsp); movups %xmm15, 112(%rsp)
#define RESTORE_XMM \
        movups (%rsp), %xmm8; movups 16(%rsp), %xmm9; movups 32(%rsp), %xmm10; movups 48(%rsp), %xmm11; \
        movups 64(%rsp), %xmm12; movups 80(%rsp), %xmm13; movups 96(%rsp), %xmm14; movups 112(%rsp), %xmm15; \
        addq $136, %rsp; .cfi_adjust_cfa_offset -136
        .globl "runtime.entersyscall"
        .type "runtime.entersyscall",@function
"runtime.entersyscall":
        .cfi_startproc
        SAVE_CALLEE
        movq %rsp, %rdi
        SAVE_XMM
        call golem_entersyscall2
        RESTORE_XMM
        RESTORE_CALLEE
        ret
        .cfi_endproc
        .globl "runtime.exitsyscall"
        .type "runtime.exitsyscall",@function
"runtime.exitsyscall":
        .cfi_startproc
        SAVE_CALLEE
        SAVE_XMM
        call golem_exitsyscall2
        RESTORE_XMM
        RESTORE_CALLEE
        ret
        .cfi_endproc

// ---- internal/runtime/syscall/linux.Syscall6(num, a1..a6) (r1, r2, errno): Go convention on both sides ----
        .globl "internal/runtime/syscall/linux.Syscall6"
        .type "internal/runtime/syscall/linux.Syscall6",@function
"internal/runtime/syscall/linux.Syscall6":
        .cfi_startproc
        // rax num, rcx a1, rdx a2, rdi a3, rsi a4, r8 a5, r9 a6
        movq %rsi, %r10
        movq %rdx, %rsi
        movq %rdi, %rdx
        movq %rcx, %rdi
        movq %rax, %rbx
        syscall
        cmpq $-4095, %rax
        jae 1f
        movq %rdx, %rcx
        xorl %edx, %edx
        ret
1:      negq %rax
        cmpq $0, golem_syscallhook
        jne 2f
3:
        movq %rax, %rdx
        movq $-1, %rax
        xorl %ecx, %ecx
        ret
2:      pushq %rax
        .cfi_adjust_cfa_offset 8
        movq %rsi, %rdx                 // hook(number, first and second argument, errno)
        movq %rdi, %rsi
        movq %rbx, %rdi
        movq %rax, %rcx
        call *golem_syscallhook
        popq %rax
        .cfi_adjust_cfa_offset -8
        jmp 3b
        .cfi_endproc

// ---- golem_calltimer(f, type, data, seq, delta): f(any, uintptr, int64) ----
        .globl golem_calltimer
        .type golem_calltimer,@function
golem_calltimer:
        .cfi_startproc
        SAVE_CALLEE
        subq $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq %rdi, %r15
        movq %rsi, %rax
        movq %rdx, %r10
        movq %rcx, %rdx
        movq %r10, %rcx
        movq %r8, %rdi
        call *(%r15)
        addq $8, %rsp
        .cfi_adjust_cfa_offset -8
        RESTORE_CALLEE
        ret
        .cfi_endproc

// ---- Code of the static closures {code, type} in descriptors: two arguments in rax and rcx, closure in r15, result in rax ----
        .macro TYPE_THUNK name, target, fixup
        .globl \name
        .type \name,@function
\name:
        .cfi_startproc
        subq $136, %rsp                 // xmm8-15 survive a Go call, but not a C one
        .cfi_adjust_cfa_offset 136
        movups %xmm8, (%rsp)
        movups %xmm9, 16(%rsp)
        movups %xmm10, 32(%rsp)
        movups %xmm11, 48(%rsp)
        movups %xmm12, 64(%rsp)
        movups %xmm13, 80(%rsp)
        movups %xmm14, 96(%rsp)
        movups %xmm15, 112(%rsp)
        .cfi_rel_offset %xmm8, 0
        .cfi_rel_offset %xmm9, 16
        .cfi_rel_offset %xmm10, 32
        .cfi_rel_offset %xmm11, 48
        .cfi_rel_offset %xmm12, 64
        .cfi_rel_offset %xmm13, 80
        .cfi_rel_offset %xmm14, 96
        .cfi_rel_offset %xmm15, 112
        movq 8(%r15), %rdi
        movq %rax, %rsi
        movq %rcx, %rdx
        call \target
        \fixup
        movups (%rsp), %xmm8
        movups 16(%rsp), %xmm9
        movups 32(%rsp), %xmm10
        movups 48(%rsp), %xmm11
        movups 64(%rsp), %xmm12
        movups 80(%rsp), %xmm13
        movups 96(%rsp), %xmm14
        movups 112(%rsp), %xmm15
        addq $136, %rsp
        .cfi_adjust_cfa_offset -136
        ret
        .cfi_endproc
        .endm
        TYPE_THUNK golem_eqthunk, golem_typeequal, "movzbl %al, %eax" // Type.Equal(p, q)
        TYPE_THUNK golem_hashthunk, golem_typehash // MapType.Hasher(p, seed)

// ---- split stacks ----
// In: r10 frame size, r11 argument size (0: nothing travels on the stack), all other registers live;
// (rsp) return address in the prologue's tail (a ret, the body follows one byte later); 8(rsp) the function's own return.
#define PUSH_ALL \
        pushq %rbp; pushq %rbx; pushq %r15; pushq %r14; pushq %r13; pushq %r12; pushq %r9; pushq %r8; \
        pushq %rsi; pushq %rdi; pushq %rdx; pushq %rcx; pushq %rax; \
        subq $264, %rsp; \
        movups %xmm0, (%rsp); movups %xmm1, 16(%rsp); movups %xmm2, 32(%rsp); movups %xmm3, 48(%rsp); \
        movups %xmm4, 64(%rsp); movups %xmm5, 80(%rsp); movups %xmm6, 96(%rsp); movups %xmm7, 112(%rsp); \
        movups %xmm8, 128(%rsp); movups %xmm9, 144(%rsp); movups %xmm10, 160(%rsp); movups %xmm11, 176(%rsp); \
        movups %xmm12, 192(%rsp); movups %xmm13, 208(%rsp); movups %xmm14, 224(%rsp); movups %xmm15, 240(%rsp)
#define POP_ALL \
        movups (%rsp), %xmm0; movups 16(%rsp), %xmm1; movups 32(%rsp), %xmm2; movups 48(%rsp), %xmm3; \
        movups 64(%rsp), %xmm4; movups 80(%rsp), %xmm5; movups 96(%rsp), %xmm6; movups 112(%rsp), %xmm7; \
        movups 128(%rsp), %xmm8; movups 144(%rsp), %xmm9; movups 160(%rsp), %xmm10; movups 176(%rsp), %xmm11; \
        movups 192(%rsp), %xmm12; movups 208(%rsp), %xmm13; movups 224(%rsp), %xmm14; movups 240(%rsp), %xmm15; \
        addq $264, %rsp; \
        popq %rax; popq %rcx; popq %rdx; popq %rdi; popq %rsi; popq %r8; popq %r9; popq %r12; popq %r13; popq %r14; \
        popq %r15; popq %rbx; popq %rbp

        .globl __morestack
        .globl __morestack_non_split
        .globl golem_morestackreturn
        .globl golem_morestack_end
        .type __morestack,@function
        .type __morestack_non_split,@function
__morestack_non_split:
__morestack:
        .cfi_startproc
        PUSH_ALL
        .cfi_adjust_cfa_offset 368
        .cfi_rel_offset %rbp, 360
        .cfi_rel_offset %rbx, 352
        .cfi_rel_offset %r15, 344
        .cfi_rel_offset %r14, 336
        .cfi_rel_offset %r13, 328
        .cfi_rel_offset %r12, 320
        movq %r10, %rdi
        leaq 368(%rsp), %rsi
        movq %rsp, %rbx
        .cfi_def_cfa_register %rbx
        andq $-16, %rsp
        call golem_newstack             // top of the segment to continue on, or 0: stay
        movq %rbx, %rsp
        .cfi_def_cfa_register %rsp
        movq %rax, %r11
        POP_ALL
        .cfi_adjust_cfa_offset -368
        .cfi_restore %rbp
        .cfi_restore %rbx
        .cfi_restore %r15
        .cfi_restore %r14
        .cfi_restore %r13
        .cfi_restore %r12
        testq %r11, %r11
        jnz 1f
        popq %r11                       // stay: the body returns to its own caller
        .cfi_adjust_cfa_offset -8
        incq %r11
        jmp *%r11
        .cfi_adjust_cfa_offset 8
1:      movq (%rsp), %r10
        incq %r10
        movq %rsp, -8(%r11)             // old stack pointer
        leaq -16(%r11), %rsp            // -16: the old guard, put there by golem_newstack
        .cfi_escape 0x0f, 0x06, 0x77, 0x08, 0x06, 0x23, 0x08, 0x96 // CFA = *(rsp+8)+8
        call *%r10
golem_morestackreturn:
        popq %r10
        .cfi_escape 0x0f, 0x05, 0x77, 0x00, 0x06, 0x23, 0x08
        popq %r11
        .cfi_def_cfa %r11, 8
        movq %r11, %rsp
        .cfi_def_cfa %rsp, 8
        movq %fs:TB_G, %r11
        movq %r10, G_GUARD(%r11)
        movq %r10, %fs:TB_GUARD
        ret
golem_morestack_end:
        .cfi_endproc

// ---- write barrier: slot in r10, value in r11; preserves every register ----
        .globl golem_gcwb
        .type golem_gcwb,@function
golem_gcwb:
        .cfi_startproc
        PUSH_ALL
        .cfi_adjust_cfa_offset 368
        .cfi_rel_offset %rbp, 360
        .cfi_rel_offset %rbx, 352
        pushq %r10
        .cfi_adjust_cfa_offset 8
        pushq %r11
        .cfi_adjust_cfa_offset 8
        movq %r10, %rdi
        movq %r11, %rsi
        movq %rsp, %rbx
        .cfi_def_cfa_register %rbx
        andq $-16, %rsp
        cld
        call golem_gcwb_impl
        movq %rbx, %rsp
        .cfi_def_cfa_register %rsp
        popq %r11
        .cfi_adjust_cfa_offset -8
        popq %r10
        .cfi_adjust_cfa_offset -8
        POP_ALL
        .cfi_adjust_cfa_offset -368
        ret
        .cfi_endproc

// ---- calls injected by the signal handler ----
// At entry: (rsp) faulting pc, 8(rsp) the interrupted stack pointer; rsp is 16-aligned. Unwinding goes back to the
// interrupted frame with its exact pc and stack pointer (the red zone lies between).
// golem_sigtramp_bounds: r10 = Go function to call, 16(rsp), 24(rsp) = its two arguments.
        .globl golem_sigtramp_bounds
        .globl golem_sigtramp_end
        .type golem_sigtramp_bounds,@function
        .cfi_startproc simple
        .cfi_signal_frame
        .cfi_escape 0x0f, 0x03, 0x77, 0x08, 0x06               // CFA = *(rsp+8)
        .cfi_escape 0x10, 0x10, 0x02, 0x77, 0x00               // rip saved at rsp+0
        nop
golem_sigtramp_bounds:
        movq 16(%rsp), %rax
        movq 24(%rsp), %rcx
        call *%r10
        ud2
golem_sigtramp_end:
        .cfi_endproc
// golem_asyncpreempt: parks the goroutine and continues the interrupted code with all registers as they were. At entry
// (rsp) is the interrupted pc and the red zone lies above it. The unwinder knows this frame's layout (panic/unwind.cc).
        .globl golem_asyncpreempt
        .globl golem_asyncpreempt_end
        .type golem_asyncpreempt,@function
golem_asyncpreempt:
        pushfq
        pushq %r10
        pushq %r11
        PUSH_ALL
        movq %rsp, %rbx
        andq $-16, %rsp
        cld
        call golem_asyncpreempt2
        movq %rbx, %rsp
        POP_ALL
        popq %r11
        popq %r10
        popfq
        ret $128
golem_asyncpreempt_end:

// ---- golem_unwindto(ctx): load every register and jump to a landing pad ----
// ctx: 16 integer registers in DWARF order, pc, then xmm8..xmm15.
        .globl golem_unwindto
        .type golem_unwindto,@function
golem_unwindto:
        movups 136(%rdi), %xmm8
        movups 152(%rdi), %xmm9
        movups 168(%rdi), %xmm10
        movups 184(%rdi), %xmm11
        movups 200(%rdi), %xmm12
        movups 216(%rdi), %xmm13
        movups 232(%rdi), %xmm14
        movups 248(%rdi), %xmm15
        movq 24(%rdi), %rbx
        movq 48(%rdi), %rbp
        movq 96(%rdi), %r12
        movq 104(%rdi), %r13
        movq 112(%rdi), %r14
        movq 120(%rdi), %r15
        movq 128(%rdi), %r11
        movq 56(%rdi), %rsp
        xorl %eax, %eax
        xorl %edx, %edx
        jmp *%r11

// ---- golem_getcontext(ctx): the caller's registers as at its return from here ----
        .globl golem_getcontext
        .type golem_getcontext,@function
golem_getcontext:
        movq %rbx, 24(%rdi)
        movq %rbp, 48(%rdi)
        leaq 8(%rsp), %rax
        movq %rax, 56(%rdi)
        movq %r12, 96(%rdi)
        movq %r13, 104(%rdi)
        movq %r14, 112(%rdi)
        movq %r15, 120(%rdi)
        movq (%rsp), %rax
        movq %rax, 128(%rdi)
        movups %xmm8, 136(%rdi)
        movups %xmm9, 152(%rdi)
        movups %xmm10, 168(%rdi)
        movups %xmm11, 184(%rdi)
        movups %xmm12, 200(%rdi)
        movups %xmm13, 216(%rdi)
        movups %xmm14, 232(%rdi)
        movups %xmm15, 248(%rdi)
        ret

        .section .note.GNU-stack,"",@progbits
        .section .note.GNU-split-stack,"",@progbits // see abi/text_section.h
