// The instructions that move the stack pointer (calls and returns), the way in from native code, trampolines.
// Registers of the interpreter (preserve_none): r12 pc, r13 S = rsp, r14 handler table, r15 instruction word. See docs/internals/vm.md.

#define TB_GUARD 0x70
#define CFA_SAVED_RSP .cfi_escape 0x0f, 0x05, 0x77, 0x00, 0x06, 0x23, 0x08 // CFA = *(rsp) + 8

#define FN_FRAME 0
#define FN_NEED 8
#define FN_CODE 16
#define FN_SIGS 24
#define FN_SIG 32
#define FN_ENTER 40
#define SIG_OUT 0
#define SIG_NATIVE 12
#define SIG_FLOATS 16
#define SIG_SHIFT 6

#define F_PC 8
#define F_FUNC 16
#define F_CTX 24
#define F_OUT 32

#define REGARGS_FLOATS 80
#define REGARGS_BYTES 208

#define STORE_INTS(base, off) \
        movq %rax, off(base); movq %rcx, 8+off(base); movq %rdx, 16+off(base); movq %rdi, 24+off(base); \
        movq %rsi, 32+off(base); movq %r8, 40+off(base); movq %r9, 48+off(base); movq %r12, 56+off(base); \
        movq %r13, 64+off(base); movq %r14, 72+off(base)
#define LOAD_INTS(base, off) \
        movq off(base), %rax; movq 8+off(base), %rcx; movq 16+off(base), %rdx; movq 24+off(base), %rdi; \
        movq 32+off(base), %rsi; movq 40+off(base), %r8; movq 48+off(base), %r9; movq 56+off(base), %r12; \
        movq 64+off(base), %r13; movq 72+off(base), %r14
#define FLOATS(op1, op2, base, off) \
        op1(%xmm0, REGARGS_FLOATS+off, base) op1(%xmm1, REGARGS_FLOATS+8+off, base) op1(%xmm2, REGARGS_FLOATS+16+off, base) \
        op1(%xmm3, REGARGS_FLOATS+24+off, base) op1(%xmm4, REGARGS_FLOATS+32+off, base) op1(%xmm5, REGARGS_FLOATS+40+off, base) \
        op1(%xmm6, REGARGS_FLOATS+48+off, base) op1(%xmm7, REGARGS_FLOATS+56+off, base) op1(%xmm8, REGARGS_FLOATS+64+off, base) \
        op1(%xmm9, REGARGS_FLOATS+72+off, base) op1(%xmm10, REGARGS_FLOATS+80+off, base) op1(%xmm11, REGARGS_FLOATS+88+off, base) \
        op1(%xmm12, REGARGS_FLOATS+96+off, base) op1(%xmm13, REGARGS_FLOATS+104+off, base) op1(%xmm14, REGARGS_FLOATS+112+off, base) \
        op1(%xmm15, REGARGS_FLOATS+120+off, base)
#define STORE_F(x, off, base) movsd x, off(base);
#define LOAD_F(x, off, base) movsd off(base), x;

#define DISPATCH \
        movq (%r12), %r15; \
        movzwl %r15w, %eax; \
        jmp *(%r14,%rax,8)

        .section golem_rttext,"ax",@progbits

        .macro OP name
        .globl golem_vm_op_\name
        .type golem_vm_op_\name,@function
golem_vm_op_\name:
        .cfi_startproc
        .endm
        .macro ENDOP
        .cfi_endproc
        .endm

// ---- call: rbx the VMFunc, rcx the closure; the caller's pc is saved ----
        .globl golem_vm_push, golem_vm_pushend
        .type golem_vm_push,@function
golem_vm_push:
        .cfi_startproc
1:      movq %r13, %rdx
        subq FN_FRAME(%rbx), %rdx
        movq %rdx, %rax
        subq FN_NEED(%rbx), %rax
        cmpq %fs:TB_GUARD, %rax
        jbe 2f
3:      movq $golem_vm_framereturn, (%rdx)
        movq %rbx, F_FUNC(%rdx)
        movq %rcx, F_CTX(%rdx)
        movq FN_CODE(%rbx), %r12
        movq %r12, F_PC(%rdx)
        movq %rdx, %r13
        movq %rdx, %rsp
        DISPATCH
2:      subq $24, %rsp
        .cfi_adjust_cfa_offset 24
        movq %rcx, (%rsp)
        movq %rbx, 8(%rsp)              // the collector looks for it (unwind.cc)
        movq %r13, %rdi
        movq %rbx, %rsi
        call golem_vm_morestack         // null, or the entry frame on another segment
        movq (%rsp), %rcx
        addq $24, %rsp
        .cfi_adjust_cfa_offset -24
        testq %rax, %rax
        jz 1b
        movq %rax, %r13
        movq %r13, %rdx
        subq FN_FRAME(%rbx), %rdx
        jmp 3b
golem_vm_pushend:
        .cfi_endproc

OP call // _I|F
        leaq 16(%r12), %rax
        movq %rax, F_PC(%r13)
        movq 8(%r12), %rbx
        xorl %ecx, %ecx
        jmp golem_vm_push
ENDOP

OP ret // _I
        shrq $32, %r15
        leaq (%r13,%r15,8), %r13
        movq %r13, %rsp
        movq F_PC(%r13), %r12
        DISPATCH
ENDOP

OP callc // sI
        leaq 8(%r12), %rax
        movq %rax, F_PC(%r13)
        movl %r15d, %eax
        shrl $16, %eax
        movq (%r13,%rax,8), %rcx
        testq %rcx, %rcx
        jz golem_vm_nilcall
        movq (%rcx), %r11
        movq %r11, %rax
        subq golem_vm_tramplo, %rax
        cmpq golem_vm_trampsize, %rax
        jae 1f
        movq 4096(%r11), %rbx
        jmp golem_vm_push
1:      shrq $32, %r15
        movq F_FUNC(%r13), %rbx
        shlq $SIG_SHIFT, %r15
        addq FN_SIGS(%rbx), %r15
        movq %r15, %rbx
        jmp golem_vm_native
ENDOP

OP calli // Sk_|W: interface in a, method b, signature in the word
        leaq 16(%r12), %rax
        movq %rax, F_PC(%r13)
        movl %r15d, %eax
        shrl $16, %eax
        movq (%r13,%rax,8), %rcx
        cmpq $4096, %rcx
        jb golem_vm_nilcall
        movq %r15, %rax
        shrq $32, %rax
        movzwl %ax, %eax
        movq 24(%rcx,%rax,8), %r11      // itab.fun[b]
        movq %r11, %rax
        subq golem_vm_tramplo, %rax
        cmpq golem_vm_trampsize, %rax
        jae 1f
        movq 4096(%r11), %rbx
        xorl %ecx, %ecx
        jmp golem_vm_push
1:      movq 8(%r12), %r15
        movq F_FUNC(%r13), %rbx
        shlq $SIG_SHIFT, %r15
        addq FN_SIGS(%rbx), %r15
        movq %r15, %rbx
        xorl %ecx, %ecx
        jmp golem_vm_native
ENDOP

OP calln // _I|W
        leaq 16(%r12), %rax
        movq %rax, F_PC(%r13)
        movq 8(%r12), %r11
        shrq $32, %r15
        movq F_FUNC(%r13), %rbx
        shlq $SIG_SHIFT, %r15
        addq FN_SIGS(%rbx), %r15
        movq %r15, %rbx
        xorl %ecx, %ecx
        // falls through
        .cfi_endproc
// ---- call of native code: rbx signature, r11 code, rcx closure ----
// Frame: 0 S, 8 code, 16 signature, 24 closure, 32 registers, then argument and result block.
        .type golem_vm_native,@function
golem_vm_native:
        .cfi_startproc
        movl SIG_NATIVE(%rbx), %eax
        subq %rax, %rsp
        movq %r13, (%rsp)
        CFA_SAVED_RSP
        movq %r11, 8(%rsp)
        movq %rbx, 16(%rsp)
        movq %rcx, 24(%rsp)
        movq %r13, %rdi
        movq %rbx, %rsi
        leaq 32(%rsp), %rdx
        call golem_vm_tonative
        movq 24(%rsp), %r15
        cmpl $0, SIG_FLOATS(%rbx)
        je 1f
        FLOATS(LOAD_F, , %rsp, 32)
1:      LOAD_INTS(%rsp, 32)
        call *8(%rsp)
        STORE_INTS(%rsp, 32)
        movq 16(%rsp), %rsi
        cmpl $0, SIG_FLOATS(%rsi)
        je 2f
        FLOATS(STORE_F, , %rsp, 32)
2:      movq (%rsp), %rdi
        leaq 32(%rsp), %rdx
        call golem_vm_fromnative
        movq (%rsp), %rsp
        .cfi_def_cfa %rsp, 8
        movq %rsp, %r13
        movq F_PC(%r13), %r12
        movq $golem_vm_table, %r14
        DISPATCH
ENDOP

        .type golem_vm_nilcall,@function
golem_vm_nilcall:
        .cfi_startproc
        subq $8, %rsp
        .cfi_adjust_cfa_offset 8
        call runtime.panicmem
        ud2
        .cfi_endproc

OP rundefers // S: pops and calls until the list is empty; each call returns to this instruction again
        movl %r15d, %eax
        shrl $16, %eax
        leaq (%r13,%rax,8), %rdx        // DeferFrame: link, head, state
        movq 8(%rdx), %rsi
        testq %rsi, %rsi
        jz 1f
        movq (%rsi), %rax
        movq %rax, 8(%rdx)
        movq 8(%rsi), %rcx
        movq %r12, F_PC(%r13)
        testq %rcx, %rcx
        jz golem_vm_nilcall
        movq (%rcx), %r11
        movq %r11, %rax
        subq golem_vm_tramplo, %rax
        cmpq golem_vm_trampsize, %rax
        jae 2f
        movq 4096(%r11), %rbx
        jmp golem_vm_push
2:      movq $golem_vm_emptysig, %rbx
        jmp golem_vm_native
1:      movq (%rdx), %rax
        movq %fs:0x78, %rcx
        movq %rax, (%rcx)               // g.deferframe
        addq $8, %r12
        DISPATCH
ENDOP

// ---- a recovery continues here ----
        .globl golem_vm_dispatch
        .type golem_vm_dispatch,@function
golem_vm_dispatch:
        .cfi_startproc
        movq $golem_vm_table, %r14
        DISPATCH
        .cfi_endproc

// ---- native code calls bytecode: rbx the VMFunc, r15 the closure, arguments in registers ----
// Entry frame, from its lowest address E: marker, pc of `exit`, entryfunc, size, out area; at size-224 the VMFunc, at size-216 the registers.
        .globl golem_vm_enter
        .type golem_vm_enter,@function
golem_vm_enter:
        .cfi_startproc
        movq FN_ENTER(%rbx), %r10
        movq %rsp, %r11
        subq %r10, %r11
        cmpq %fs:TB_GUARD, %r11
        ja 1f
        xorl %r11d, %r11d
        call __morestack
        ret
1:      movq FN_SIG(%rbx), %rbp
        movl SIG_OUT(%rbp), %r10d
        addq $32+8+216+15, %r10         // header, VMFunc, registers and what rounds up
        andq $-16, %r10
        subq %r10, %rsp                 // E = 8 mod 16, as rsp at a function's entry
        leaq -216(%rsp,%r10), %r11
        STORE_INTS(%r11, 0)
        cmpl $0, SIG_FLOATS(%rbp)
        je 2f
        FLOATS(STORE_F, , %r11, 0)
2:      movq %rbx, -8(%r11)
        movq $golem_vm_framereturn, (%rsp)
        movq $golem_vm_exitcode, F_PC(%rsp)
        movq $golem_vm_entryfunc, F_FUNC(%rsp)
        movq %r10, F_CTX(%rsp)
        movq %rsp, %r13
        movq %rsp, %rdi
        movq %rbp, %rsi
        movq %r11, %rdx
        subq $8, %rsp
        call golem_vm_unpack
        addq $8, %rsp
        // The bytecode frame; there is room.
        movq %r13, %rdx
        subq FN_FRAME(%rbx), %rdx
        movq $golem_vm_framereturn, (%rdx)
        movq %rbx, F_FUNC(%rdx)
        movq %r15, F_CTX(%rdx)
        movq FN_CODE(%rbx), %r12
        movq %r12, F_PC(%rdx)
        movq %rdx, %r13
        movq %rdx, %rsp
        movq $golem_vm_table, %r14
        DISPATCH
        .cfi_endproc

OP exit
        movq F_CTX(%r13), %rbx          // size
        leaq -216(%r13,%rbx), %rdx
        movq -8(%rdx), %rax
        movq FN_SIG(%rax), %rbp
        movq %r13, %rdi
        movq %rbp, %rsi
        subq $8, %rsp
        call golem_vm_pack
        addq $8, %rsp
        addq %rbx, %rsp
        leaq -216(%rsp), %r11
        cmpl $0, SIG_FLOATS(%rbp)
        je 1f
        FLOATS(LOAD_F, , %r11, 0)
1:      LOAD_INTS(%r11, 0)
        ret
ENDOP

OP exitseg // out of the entry frame at the top of a stack segment
        subq $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq %r13, %rdi
        call golem_vm_leavesegment      // S of the caller, on its segment
        movq %rax, %r13
        movq %rax, %rsp
        .cfi_adjust_cfa_offset -8
        movq F_PC(%r13), %r12
        DISPATCH
ENDOP

// Never executed; its address in slot 0 marks a frame.
        .globl golem_vm_framereturn
        .cfi_startproc
        nop
golem_vm_framereturn:
        ud2
        .cfi_endproc

// ---- trampolines: this page is mapped again and again, each time with a page of data {VMFunc, golem_vm_enter} behind it ----
        .section golem_vmtramp,"ax",@progbits
        .balign 4096
        .globl golem_vm_tramppage
golem_vm_tramppage:
        .rept 256
        .balign 16
77:     movq (77b+4096)(%rip), %rbx
        jmpq *(77b+4104)(%rip)
        .endr
        .balign 4096

        .section .note.GNU-stack,"",@progbits
        .section .note.GNU-split-stack,"",@progbits // see runtime/abi/text_section.h
