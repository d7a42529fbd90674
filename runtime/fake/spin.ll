target triple = "x86_64-pc-linux-gnu"
; A loop without calls or stack checks, with a hand-made line-table record, for asynchronous preemption; values in many
; registers must survive.
@flag = global i64 0
define x86_regcallcc i64 @spin(i64 %a, i64 %b, double %x) noinline uwtable "split-stack" {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %i2, %loop ]
  %y = phi double [ %x, %entry ], [ %y2, %loop ]
  %z = phi i64 [ %a, %entry ], [ %z2, %loop ]
  %i2 = add i64 %i, 1
  %y2 = fadd double %y, 1.0
  %z2 = add i64 %z, %b
  %f = load volatile i64, ptr @flag
  %t = icmp eq i64 %f, 0
  br i1 %t, label %loop, label %done
done:
  ; z == a + b*i2, y == x + i2
  %m = mul i64 %b, %i2
  %e = add i64 %a, %m
  %ok1 = icmp eq i64 %e, %z2
  %fi = sitofp i64 %i2 to double
  %s = fadd double %x, %fi
  %ok2 = fcmp oeq double %s, %y2
  %ok = and i1 %ok1, %ok2
  %r = zext i1 %ok to i64
  ret i64 %r
}
define void @spin_end() noinline { ret void }
module asm ".section golem_pcln,\22aR\22,@progbits"
module asm ".p2align 3"
module asm "1: .long 2f-1b, 0"
module asm ".quad spin, spin_end, 3f, 4f"
module asm ".long 10, 0"
module asm ".uleb128 0; .sleb128 2; .uleb128 0; .byte 0,0,0"
module asm ".p2align 3"
module asm "2: .section .rodata"
module asm "3: .asciz \22main.spin\22"
module asm "4: .asciz \22/tmp/spin.go\22"
module asm ".text"
