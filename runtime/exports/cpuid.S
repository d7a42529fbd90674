// cpuid and xgetbv under the three names that packages know them by. Go convention: parameters in rax rcx, results in rax rcx
// rdx rdi.
        .section golem_rttext,"ax",@progbits

        .globl "internal/cpu.cpuid"
        .globl "vendor/golang.org/x/sys/cpu.cpuid"
        .globl "golang.org/x/sys/cpu.cpuid"
        .type "internal/cpu.cpuid",@function
"internal/cpu.cpuid":
"vendor/golang.org/x/sys/cpu.cpuid":
"golang.org/x/sys/cpu.cpuid":
        .cfi_startproc
        cpuid
        movl %edx, %edi
        movl %ecx, %edx
        movl %ebx, %ecx
        ret
        .cfi_endproc

        .globl "internal/cpu.xgetbv"
        .globl "vendor/golang.org/x/sys/cpu.xgetbv"
        .globl "golang.org/x/sys/cpu.xgetbv"
        .type "internal/cpu.xgetbv",@function
"internal/cpu.xgetbv":
"vendor/golang.org/x/sys/cpu.xgetbv":
"golang.org/x/sys/cpu.xgetbv":
        .cfi_startproc
        xorl %ecx, %ecx
        xgetbv
        movl %edx, %ecx
        ret
        .cfi_endproc

        .globl "internal/cpu.getGOAMD64level"
        .type "internal/cpu.getGOAMD64level",@function
"internal/cpu.getGOAMD64level":
        .cfi_startproc
        movl $1, %eax
        ret
        .cfi_endproc
        .section .note.GNU-stack,"",@progbits
        .section .note.GNU-split-stack,"",@progbits // see abi/text_section.h
