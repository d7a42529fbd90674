// Package syscall's functions that Go has in assembly. Go convention: parameters in rax rcx rdx rdi, results in rax, rcx.
        .section golem_rttext,"ax",@progbits

// syscall.rawSyscallNoError(trap, a1, a2, a3) (r1, r2)
        .globl "syscall.rawSyscallNoError"
        .type "syscall.rawSyscallNoError",@function
"syscall.rawSyscallNoError":
        .cfi_startproc
        movq %rdx, %rsi
        movq %rdi, %rdx
        movq %rcx, %rdi
        syscall
        movq %rdx, %rcx
        ret
        .cfi_endproc

// syscall.rawVforkSyscall(trap, a1, a2, a3) (r1, errno): both processes return through the same stack slot, and the child, which
// comes first, overwrites what lies below it. So the return address waits in a register that the kernel keeps.
        .globl "syscall.rawVforkSyscall"
        .type "syscall.rawVforkSyscall",@function
"syscall.rawVforkSyscall":
        .cfi_startproc
        movq %rdx, %rsi
        movq %rdi, %rdx
        movq %rcx, %rdi
        xorl %r10d, %r10d
        xorl %r8d, %r8d
        popq %r9
        .cfi_adjust_cfa_offset -8
        .cfi_register %rip, %r9
        syscall
        pushq %r9
        .cfi_adjust_cfa_offset 8
        .cfi_offset %rip, -8
        xorl %ecx, %ecx
        cmpq $-4095, %rax
        jae 1f
        ret
1:      movq %rax, %rcx
        negq %rcx
        movq $-1, %rax
        ret
        .cfi_endproc
        .section .note.GNU-stack,"",@progbits
        .section .note.GNU-split-stack,"",@progbits // see abi/text_section.h
