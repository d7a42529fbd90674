// Calls that reflect makes and receives: the three places where a call's registers are data (abi.RegArgs). The layout of
// blocks and registers is newAbiDesc's (stdlib/overlay/reflect/abi.go); conventions: docs/internals/abi.md.
//
//   runtime.reflectcall   Value.Call and callMethod: RegArgs and a frame in memory -> registers and blocks on the stack
//   reflect.makeFuncStub, reflect.methodValueCall   code of the func values that MakeFunc and Method make: registers -> RegArgs
//   reflect.onStack       a piece of stack whose size is known at run time
//
// A frame of variable size keeps the caller's stack pointer at (rsp), because no register survives a Go call; its CFA is
// *(rsp) + 8. All of a frame is scanned conservatively, and code here is never preempted, so values are alive wherever they are.

#define TB_GUARD 0x70
#define CFA_SAVED_RSP .cfi_escape 0x0f, 0x05, 0x77, 0x00, 0x06, 0x23, 0x08

// abi.RegArgs: Ints[10], Floats[16], Ptrs[10], ReturnIsPtr
#define REGARGS_FLOATS 80
#define REGARGS_PTRS 208
#define REGARGS_BYTES 296

#define STORE_REGS(base, off) \
        movq %rax, off(base); movq %rcx, 8+off(base); movq %rdx, 16+off(base); movq %rdi, 24+off(base); \
        movq %rsi, 32+off(base); movq %r8, 40+off(base); movq %r9, 48+off(base); movq %r12, 56+off(base); \
        movq %r13, 64+off(base); movq %r14, 72+off(base); \
        movsd %xmm0, REGARGS_FLOATS+off(base); movsd %xmm1, REGARGS_FLOATS+8+off(base); \
        movsd %xmm2, REGARGS_FLOATS+16+off(base); movsd %xmm3, REGARGS_FLOATS+24+off(base); \
        movsd %xmm4, REGARGS_FLOATS+32+off(base); movsd %xmm5, REGARGS_FLOATS+40+off(base); \
        movsd %xmm6, REGARGS_FLOATS+48+off(base); movsd %xmm7, REGARGS_FLOATS+56+off(base); \
        movsd %xmm8, REGARGS_FLOATS+64+off(base); movsd %xmm9, REGARGS_FLOATS+72+off(base); \
        movsd %xmm10, REGARGS_FLOATS+80+off(base); movsd %xmm11, REGARGS_FLOATS+88+off(base); \
        movsd %xmm12, REGARGS_FLOATS+96+off(base); movsd %xmm13, REGARGS_FLOATS+104+off(base); \
        movsd %xmm14, REGARGS_FLOATS+112+off(base); movsd %xmm15, REGARGS_FLOATS+120+off(base)
#define LOAD_REGS(base, off) \
        movq off(base), %rax; movq 8+off(base), %rcx; movq 16+off(base), %rdx; movq 24+off(base), %rdi; \
        movq 32+off(base), %rsi; movq 40+off(base), %r8; movq 48+off(base), %r9; movq 56+off(base), %r12; \
        movq 64+off(base), %r13; movq 72+off(base), %r14; \
        movsd REGARGS_FLOATS+off(base), %xmm0; movsd REGARGS_FLOATS+8+off(base), %xmm1; \
        movsd REGARGS_FLOATS+16+off(base), %xmm2; movsd REGARGS_FLOATS+24+off(base), %xmm3; \
        movsd REGARGS_FLOATS+32+off(base), %xmm4; movsd REGARGS_FLOATS+40+off(base), %xmm5; \
        movsd REGARGS_FLOATS+48+off(base), %xmm6; movsd REGARGS_FLOATS+56+off(base), %xmm7; \
        movsd REGARGS_FLOATS+64+off(base), %xmm8; movsd REGARGS_FLOATS+72+off(base), %xmm9; \
        movsd REGARGS_FLOATS+80+off(base), %xmm10; movsd REGARGS_FLOATS+88+off(base), %xmm11; \
        movsd REGARGS_FLOATS+96+off(base), %xmm12; movsd REGARGS_FLOATS+104+off(base), %xmm13; \
        movsd REGARGS_FLOATS+112+off(base), %xmm14; movsd REGARGS_FLOATS+120+off(base), %xmm15

        .section golem_rttext,"ax",@progbits

// ---- reflectcall(type rax, fn rcx, stackArgs rdx, stackArgsSize edi, stackRetOffset esi, frameSize r8d, regArgs r9) ----
// stackArgs holds the argument block [0, retOffset) and the result block [retOffset, size). Both are copied to the stack, as
// compiled code stores into a result block without barriers; reflectcallmove takes the results back.
// Frame: 0 caller's rsp, 8 regArgs, 16 stackArgs, 24 size, 32 retOffset, 40 type, 48 the blocks.
        .globl "runtime.reflectcall"
        .type "runtime.reflectcall",@function
"runtime.reflectcall":
        .cfi_startproc
        movl %edi, %edi
        movl %esi, %esi
        leaq 512(%rdi), %r10
        movq %rsp, %r11
        subq %r10, %r11
        cmpq %fs:TB_GUARD, %r11
        ja 1f
        xorl %r11d, %r11d
        call __morestack
        ret
1:      movq %rsp, %r11
        leaq 63(%rdi), %r10
        subq %r10, %rsp
        andq $-16, %rsp
        movq %r11, (%rsp)
        .cfi_remember_state
        CFA_SAVED_RSP
        movq %r9, 8(%rsp)
        movq %rdx, 16(%rsp)
        movq %rdi, 24(%rsp)
        movq %rsi, 32(%rsp)
        movq %rax, 40(%rsp)
        movq %rcx, %r15
        leaq 48(%rsp), %r10             // the argument block
        movq %rsi, %rax
        movq %rdi, %r11
        movq %rsi, %rcx
        movq %rdx, %rsi
        movq %r10, %rdi
        rep movsb
        // Block pointers are the first integer registers: arguments, then results.
        movq %r9, %rcx
        testq %rax, %rax
        jz 2f
        movq %r10, (%rcx)
        addq $8, %rcx
2:      cmpq %r11, %rax
        jae 3f
        addq %rax, %r10
        movq %r10, (%rcx)
3:      movq %r9, %r11
        LOAD_REGS(%r11, 0)
        call *(%r15)
        movq 8(%rsp), %r11
        STORE_REGS(%r11, 0)
        movq 40(%rsp), %rdi
        movq 16(%rsp), %rsi
        leaq 48(%rsp), %rdx
        movq 32(%rsp), %rcx
        movq 24(%rsp), %r8
        movq %r11, %r9
        call golem_reflectcallmove
        movq (%rsp), %rsp
        .cfi_restore_state
        ret
        .cfi_endproc

// ---- code of MakeFunc's and Method's func values: context in r15, any arguments ----
// Frame: 8 the context, 16 RegArgs.
        .macro REFLECT_STUB name, target
        .globl "\name"
        .type "\name",@function
"\name":
        .cfi_startproc
        leaq -512(%rsp), %r11
        cmpq %fs:TB_GUARD, %r11
        ja 1f
        movl $512, %r10d
        xorl %r11d, %r11d
        call __morestack
        ret
1:      subq $328, %rsp
        .cfi_adjust_cfa_offset 328
        movq %r15, 8(%rsp)
        STORE_REGS(%rsp, 16)
        xorl %eax, %eax
        leaq 16+REGARGS_PTRS(%rsp), %rdi
        movl $(REGARGS_BYTES - REGARGS_PTRS) / 8, %ecx
        rep stosq
        movq %r15, %rax
        leaq 16(%rsp), %rcx
        call "\target"
        LOAD_REGS(%rsp, 16)
        addq $328, %rsp
        .cfi_adjust_cfa_offset -328
        ret
        .cfi_endproc
        .endm
        REFLECT_STUB reflect.makeFuncStub, reflect.makeFuncCall
        REFLECT_STUB reflect.methodValueCall, reflect.methodValueCallRegs

// ---- onStack(size rax, f func(c *stubCall, frame unsafe.Pointer) rcx, c rdx): calls f with size zeroed bytes ----
        .globl "reflect.onStack"
        .type "reflect.onStack",@function
"reflect.onStack":
        .cfi_startproc
        leaq 256(%rax), %r10
        movq %rsp, %r11
        subq %r10, %r11
        cmpq %fs:TB_GUARD, %r11
        ja 1f
        xorl %r11d, %r11d
        call __morestack
        ret
1:      movq %rsp, %r11
        leaq 31(%rax), %r10
        subq %r10, %rsp
        andq $-16, %rsp
        movq %r11, (%rsp)
        .cfi_remember_state
        CFA_SAVED_RSP
        movq %rcx, %r15
        movq %rax, %rcx
        xorl %eax, %eax
        leaq 16(%rsp), %rdi
        rep stosb
        movq %rdx, %rax
        leaq 16(%rsp), %rcx
        call *(%r15)
        movq (%rsp), %rsp
        .cfi_restore_state
        ret
        .cfi_endproc

        .section .note.GNU-stack,"",@progbits
        .section .note.GNU-split-stack,"",@progbits // see abi/text_section.h
