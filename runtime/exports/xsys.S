// golang.org/x/sys: the functions that its packages unix and cpu have in assembly. Go convention: parameters in rax rcx rdx
// rdi rsi r8 r9, results in rax rcx rdx rdi. unix's system calls are package syscall's, which it imports.
        .section golem_rttext,"ax",@progbits

        .macro FORWARD name, target
        .globl "golang.org/x/sys/unix.\name"
        .type "golang.org/x/sys/unix.\name",@function
"golang.org/x/sys/unix.\name":
        .cfi_startproc
        jmp "syscall.\target"
        .cfi_endproc
        .endm
        FORWARD Syscall, Syscall
        FORWARD Syscall6, Syscall6
        FORWARD RawSyscall, RawSyscall
        FORWARD RawSyscall6, RawSyscall6
        FORWARD SyscallNoError, Syscall             // its first two results
        FORWARD RawSyscallNoError, rawSyscallNoError

// unix.gettimeofday(tv) errno
        .globl "golang.org/x/sys/unix.gettimeofday"
        .type "golang.org/x/sys/unix.gettimeofday",@function
"golang.org/x/sys/unix.gettimeofday":
        .cfi_startproc
        movq %rax, %rdi
        xorl %esi, %esi
        movl $96, %eax
        syscall
        negq %rax
        ret
        .cfi_endproc

        .section .note.GNU-stack,"",@progbits
        .section .note.GNU-split-stack,"",@progbits // see abi/text_section.h
