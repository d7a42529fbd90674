target triple = "x86_64-pc-linux-gnu"
; A Go function with one deferred call, as the compiler lowers it: catcher(body, deferred func value) -> named result.
; 11 integer parameters on the callee side of func values; here called directly with two.
declare i32 @golem_personality(...)
@result = global i64 0
define x86_regcallcc i64 @catcher(ptr %body, ptr %dfn, i64 %r0) noinline uwtable "split-stack" personality ptr @golem_personality {
entry:
  %df = alloca [3 x ptr], align 8
  %de = alloca [2 x ptr], align 8
  %res = alloca i64, align 8
  store volatile i64 %r0, ptr %res
  %g = load ptr, ptr addrspace(257) inttoptr (i64 120 to ptr addrspace(257))
  %old = load ptr, ptr %g
  store volatile ptr %old, ptr %df
  %headp = getelementptr i8, ptr %df, i64 8
  store volatile ptr null, ptr %de
  %fnp = getelementptr i8, ptr %de, i64 8
  store volatile ptr %dfn, ptr %fnp
  store volatile ptr %de, ptr %headp
  store volatile ptr %df, ptr %g
  %code = load ptr, ptr %body
  invoke x86_regcallcc void %code(i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, ptr %body)
    to label %exit unwind label %lp
lp:
  %l = landingpad { ptr, i32 } catch ptr null
  br label %exit
exit:
  %e = load volatile ptr, ptr %headp
  %has = icmp ne ptr %e, null
  br i1 %has, label %run, label %out
run:
  %next = load volatile ptr, ptr %e
  store volatile ptr %next, ptr %headp
  %fp = getelementptr i8, ptr %e, i64 8
  %f = load ptr, ptr %fp
  %fc = load ptr, ptr %f
  invoke x86_regcallcc void %fc(i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, i64 undef, ptr %f)
    to label %exit unwind label %lp
out:
  %lk = load volatile ptr, ptr %df
  store volatile ptr %lk, ptr %g
  %rv = load volatile i64, ptr %res
  ret i64 %rv
}
