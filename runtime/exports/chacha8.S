// internal/chacha8rand.block: in Go it is assembly even where that only jumps to the portable body. An object of its own, because
// a program without the package has no block_generic.
        .section golem_rttext,"ax",@progbits
        .globl "internal/chacha8rand.block"
        .type "internal/chacha8rand.block",@function
"internal/chacha8rand.block":
        .cfi_startproc
        jmp "internal/chacha8rand.block_generic"
        .cfi_endproc
        .section .note.GNU-stack,"",@progbits
        .section .note.GNU-split-stack,"",@progbits // see abi/text_section.h
