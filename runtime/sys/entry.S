// Process entry, in an object of its own: a host test has the C library's.
        .section golem_rttext,"ax",@progbits

// ---- process entry: rsp -> argc, argv..., 0, envp..., 0, auxv ----
        .globl _start
        .type _start,@function
_start:
        .cfi_startproc
        .cfi_undefined rip
        xorl %ebp, %ebp
        movq %rsp, %rdi
        andq $-16, %rsp
        call golem_rt0
        ud2
        .cfi_endproc

        .section .note.GNU-stack,"",@progbits
        .section .note.GNU-split-stack,"",@progbits // see abi/text_section.h
