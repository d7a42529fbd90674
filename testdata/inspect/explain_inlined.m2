./explain_inlined.go:10:12:     from r = p (assign) at ./explain_inlined.go:11:4
./explain_inlined.go:10:12:   flow: r ← p:
./explain_inlined.go:10:12: leaking param: p to result r level=0
./explain_inlined.go:10:12: parameter p leaks to r for named with derefs=0:
./explain_inlined.go:10:6: can inline named with cost 4 as: func(*int) (*int, error) { r = p; return  }
./explain_inlined.go:14:19:     from return p (return) at ./explain_inlined.go:14:46
./explain_inlined.go:14:19:   flow: ~r0 ← p:
./explain_inlined.go:14:19: leaking param: p to result ~r0 level=0
./explain_inlined.go:14:19: parameter p leaks to ~r0 for blank with derefs=0:
./explain_inlined.go:14:6: can inline blank with cost 2 as: func(int, *int, int) *int { return p }
./explain_inlined.go:15:6: can inline (*T).get with cost 3 as: method(*T) func() *int { return t.p }
./explain_inlined.go:15:7:     from return t.p (return) at ./explain_inlined.go:15:46
./explain_inlined.go:15:7:     from t.p (dot of pointer) at ./explain_inlined.go:15:54
./explain_inlined.go:15:7:   flow: ~r0 ← *t:
./explain_inlined.go:15:7: leaking param: t to result ~r0 level=1
./explain_inlined.go:15:7: parameter t leaks to ~r0 for (*T).get with derefs=1:
./explain_inlined.go:16:18:     from return s[a] (return) at ./explain_inlined.go:16:46
./explain_inlined.go:16:18:     from s[a] (dot of pointer) at ./explain_inlined.go:16:54
./explain_inlined.go:16:18:   flow: ~r0 ← *s:
./explain_inlined.go:16:18: leaking param: s to result ~r0 level=1
./explain_inlined.go:16:18: parameter s leaks to ~r0 for vari with derefs=1:
./explain_inlined.go:16:6: can inline vari with cost 4 as: func(int, ...*int) *int { return s[a] }
./explain_inlined.go:21:10:     from G = a (assign) at ./explain_inlined.go:23:4
./explain_inlined.go:21:10:     from a, err := (*int)(.autotmp_N), .autotmp_N (assign-pair) at ./explain_inlined.go:22:9
./explain_inlined.go:21:10:     from p, _ := x, 0 (assign-pair) at ./explain_inlined.go:22:15
./explain_inlined.go:21:10:     from p, _ := x, 0 (assign-pair) at ./explain_inlined.go:32:12
./explain_inlined.go:21:10:     from return (*int)(.autotmp_N), .autotmp_N (return) at ./explain_inlined.go:32:2
./explain_inlined.go:21:10:     from ~r0, ~r1 = p, nil (assign-pair) at ./explain_inlined.go:22:15
./explain_inlined.go:21:10:     from ~r0, ~r1 = p, nil (assign-pair) at ./explain_inlined.go:32:12
./explain_inlined.go:21:10:   flow: .autotmp_N ← ~r0:
./explain_inlined.go:21:10:   flow: a ← .autotmp_N:
./explain_inlined.go:21:10:   flow: p ← x:
./explain_inlined.go:21:10:   flow: {heap} ← a:
./explain_inlined.go:21:10:   flow: ~r0 ← .autotmp_N:
./explain_inlined.go:21:10:   flow: ~r0 ← p:
./explain_inlined.go:21:10: leaking param: x
./explain_inlined.go:21:10: parameter x leaks to {heap} for use with derefs=0:
./explain_inlined.go:21:10: parameter x leaks to ~r0 for use with derefs=0:
./explain_inlined.go:21:13: y does not escape
./explain_inlined.go:21:21:     from ... argument (slice-literal-element) at ./explain_inlined.go:28:10
./explain_inlined.go:21:21:     from ... argument (spill) at ./explain_inlined.go:28:10
./explain_inlined.go:21:21:     from G = ~r0 (assign) at ./explain_inlined.go:28:4
./explain_inlined.go:21:21:     from a, s := 1, ... argument (assign-pair) at ./explain_inlined.go:28:10
./explain_inlined.go:21:21:     from d := ~r0 (assign) at ./explain_inlined.go:27:4
./explain_inlined.go:21:21:     from s[a] (dot of pointer) at ./explain_inlined.go:28:10
./explain_inlined.go:21:21:     from t (address-of) at ./explain_inlined.go:27:8
./explain_inlined.go:21:21:     from t := t (assign-pair) at ./explain_inlined.go:27:12
./explain_inlined.go:21:21:     from t.p (dot of pointer) at ./explain_inlined.go:27:12
./explain_inlined.go:21:21:     from ~r0 = s[a] (assign-pair) at ./explain_inlined.go:28:10
./explain_inlined.go:21:21:     from ~r0 = t.p (assign-pair) at ./explain_inlined.go:27:12
./explain_inlined.go:21:21:   flow: d ← ~r0:
./explain_inlined.go:21:21:   flow: s ← &{storage for ... argument}:
./explain_inlined.go:21:21:   flow: t ← &t:
./explain_inlined.go:21:21:   flow: {heap} ← ~r0:
./explain_inlined.go:21:21:   flow: {storage for ... argument} ← d:
./explain_inlined.go:21:21:   flow: ~r0 ← *s:
./explain_inlined.go:21:21:   flow: ~r0 ← *t:
./explain_inlined.go:21:21: leaking param: t
./explain_inlined.go:21:21: parameter t leaks to {heap} for use with derefs=0:
./explain_inlined.go:21:6: cannot inline use: function too complex: cost 98 exceeds budget 80
./explain_inlined.go:22:15: inlining call to two
./explain_inlined.go:24:15: inlining call to named
./explain_inlined.go:26:12: inlining call to blank
./explain_inlined.go:27:12: inlining call to (*T).get
./explain_inlined.go:28:10: ... argument does not escape
./explain_inlined.go:28:10: inlining call to vari
./explain_inlined.go:30:25:     from &errors.errorString{...} (interface-converted) at ./explain_inlined.go:30:25
./explain_inlined.go:30:25:     from &errors.errorString{...} (spill) at ./explain_inlined.go:30:25
./explain_inlined.go:30:25:     from return nil, ~r0 (return) at ./explain_inlined.go:30:3
./explain_inlined.go:30:25:     from ~r0 = &errors.errorString{...} (assign-pair) at ./explain_inlined.go:30:25
./explain_inlined.go:30:25:   flow: ~r0 ← &{storage for &errors.errorString{...}}:
./explain_inlined.go:30:25:   flow: ~r1 ← ~r0:
./explain_inlined.go:30:25: &errors.errorString{...} escapes to heap
./explain_inlined.go:30:25: &errors.errorString{...} escapes to heap in use:
./explain_inlined.go:30:25: inlining call to errors.New
./explain_inlined.go:32:12: inlining call to two
./explain_inlined.go:37:12:     from G = v (assign) at ./explain_inlined.go:44:5
./explain_inlined.go:37:12:     from case *int: G = v (switch case) at ./explain_inlined.go:43:2
./explain_inlined.go:37:12:   flow: v ← {temp}:
./explain_inlined.go:37:12:   flow: {heap} ← v:
./explain_inlined.go:37:12:   flow: {temp} ← v:
./explain_inlined.go:37:12: leaking param: v
./explain_inlined.go:37:12: parameter v leaks to {heap} for which with derefs=0:
./explain_inlined.go:37:19:     from *v = s (assign) at ./explain_inlined.go:42:6
./explain_inlined.go:37:19:   flow: {heap} ← s:
./explain_inlined.go:37:19: leaking param: s
./explain_inlined.go:37:19: parameter s leaks to {heap} for which with derefs=0:
./explain_inlined.go:37:6: can inline which with cost 26 as: func(any, string) { switch statement; bytes = ([]byte)(s) }
./explain_inlined.go:40:15:     from ([]byte)(s) (spill) at ./explain_inlined.go:40:15
./explain_inlined.go:40:15:     from *v = ([]byte)(s) (assign) at ./explain_inlined.go:40:6
./explain_inlined.go:40:15:   flow: {heap} ← &{storage for ([]byte)(s)}:
./explain_inlined.go:40:15: ([]byte)(s) escapes to heap
./explain_inlined.go:40:15: ([]byte)(s) escapes to heap in which:
./explain_inlined.go:46:17:     from ([]byte)(s) (spill) at ./explain_inlined.go:46:17
./explain_inlined.go:46:17:     from bytes = ([]byte)(s) (assign) at ./explain_inlined.go:46:8
./explain_inlined.go:46:17:   flow: {heap} ← &{storage for ([]byte)(s)}:
./explain_inlined.go:46:17: ([]byte)(s) escapes to heap
./explain_inlined.go:46:17: ([]byte)(s) escapes to heap in which:
./explain_inlined.go:49:10: x does not escape
./explain_inlined.go:49:6: can inline add with cost 12 as: func(string) string { s := ""; s += x + "="; return s }
./explain_inlined.go:51:9:     from return s (return) at ./explain_inlined.go:52:2
./explain_inlined.go:51:9:     from s += x + "=" (assign) at ./explain_inlined.go:51:4
./explain_inlined.go:51:9:     from x + "=" (spill) at ./explain_inlined.go:51:9
./explain_inlined.go:51:9:   flow: s ← &{storage for x + "="}:
./explain_inlined.go:51:9:   flow: ~r0 ← s:
./explain_inlined.go:51:9: x + "=" escapes to heap
./explain_inlined.go:51:9: x + "=" escapes to heap in add:
./explain_inlined.go:55:11:     from x (captured by a closure) at ./explain_inlined.go:56:31
./explain_inlined.go:55:11:     from x (reference) at ./explain_inlined.go:56:31
./explain_inlined.go:55:11:   flow: {storage for func literal} ← &x:
./explain_inlined.go:55:11: keep capturing by ref: x (addr=true assign=false width=8)
./explain_inlined.go:55:11: moved to heap: x
./explain_inlined.go:55:11: parameter x leaks to {storage for func literal} for keep with derefs=0:
./explain_inlined.go:55:11: x escapes to heap in keep:
./explain_inlined.go:55:6: can inline keep with cost 17 as: func(int) func() *int { return func literal }
./explain_inlined.go:56:9:     from func literal (spill) at ./explain_inlined.go:56:9
./explain_inlined.go:56:9:     from return func literal (return) at ./explain_inlined.go:56:2
./explain_inlined.go:56:9:   flow: ~r0 ← &{storage for func literal}:
./explain_inlined.go:56:9: can inline keep.func1 with cost 3 as: func() *int { return &x }
./explain_inlined.go:56:9: func literal escapes to heap
./explain_inlined.go:56:9: func literal escapes to heap in keep:
./explain_inlined.go:61:10:     from what (interface-converted) at ./explain_inlined.go:61:32
./explain_inlined.go:61:10:   flow: {storage for what} ← what:
./explain_inlined.go:61:10: leaking param: what
./explain_inlined.go:61:10: parameter what leaks to {storage for what} for say with derefs=0:
./explain_inlined.go:61:32:     from sink = what (assign) at ./explain_inlined.go:61:30
./explain_inlined.go:61:32:     from what (spill) at ./explain_inlined.go:61:32
./explain_inlined.go:61:32:   flow: {heap} ← &{storage for what}:
./explain_inlined.go:61:32: what escapes to heap
./explain_inlined.go:61:32: what escapes to heap in say:
./explain_inlined.go:61:6: can inline say with cost 4 as: func(string) { sink = what }
./explain_inlined.go:64:20:     from sink = what (assign) at ./explain_inlined.go:64:20
./explain_inlined.go:64:20:     from what (spill) at ./explain_inlined.go:64:20
./explain_inlined.go:64:20:   flow: {heap} ← &{storage for what}:
./explain_inlined.go:64:20: "so" escapes to heap
./explain_inlined.go:64:20: inlining call to say
./explain_inlined.go:64:20: what escapes to heap in saysSo:
./explain_inlined.go:64:6: can inline saysSo with cost 7 as: func() { say("so") }
./explain_inlined.go:66:11: yield does not escape
./explain_inlined.go:66:6: can inline each with cost 41 as: func(func(string) bool) { if yield("a") { yield("b") } }
./explain_inlined.go:72:6: cannot inline loop: function too complex: cost 81 exceeds budget 80
./explain_inlined.go:73:2:     from all = append(all, s) (assign) at ./explain_inlined.go:73:2
./explain_inlined.go:73:2:     from append(all, s) (spill) at ./explain_inlined.go:73:2
./explain_inlined.go:73:2:   flow: all ← &{storage for append(all, s)}:
./explain_inlined.go:73:2: append escapes to heap
./explain_inlined.go:73:2: append(all, s) escapes to heap in loop:
./explain_inlined.go:73:2: can inline loop-range1 with cost 34 as: func(string) bool { #tmpState := #state1; #state1 = 2; if #tmpState != 1 { runtime.panicrangestate(#tmpState) }; if s == "" { #state1 = 1; return true }; all = append(all, s); #state1 = 1; return true }
./explain_inlined.go:73:2: inlining call to each
./explain_inlined.go:73:2: inlining call to loop-range1
./explain_inlined.go:82:6: cannot inline main: function too complex: cost 195 exceeds budget 80
./explain_inlined.go:83:8:     from sink = what (assign) at ./explain_inlined.go:83:8
./explain_inlined.go:83:8:     from what (spill) at ./explain_inlined.go:83:8
./explain_inlined.go:83:8:   flow: {heap} ← &{storage for what}:
./explain_inlined.go:83:8: "so" escapes to heap
./explain_inlined.go:83:8: inlining call to say
./explain_inlined.go:83:8: inlining call to saysSo
./explain_inlined.go:83:8: what escapes to heap in main:
./explain_inlined.go:86:7:     from ([]byte)(s) (spill) at ./explain_inlined.go:86:7
./explain_inlined.go:86:7:     from *v = ([]byte)(s) (assign) at ./explain_inlined.go:86:7
./explain_inlined.go:86:7:     from bytes = ([]byte)(s) (assign) at ./explain_inlined.go:86:7
./explain_inlined.go:86:7:   flow: {heap} ← &{storage for ([]byte)(s)}:
./explain_inlined.go:86:7: ([]byte)(s) escapes to heap
./explain_inlined.go:86:7: ([]byte)(s) escapes to heap in main:
./explain_inlined.go:86:7: inlining call to which
./explain_inlined.go:87:5: inlining call to add
./explain_inlined.go:87:5: x + "=" does not escape
./explain_inlined.go:88:6: func literal does not escape
./explain_inlined.go:88:6: inlining call to keep
./explain_inlined.go:88:6: main capturing by ref: x (addr=true assign=false width=8)
./explain_inlined.go:9:10:     from return p, nil (return) at ./explain_inlined.go:9:37
./explain_inlined.go:9:10:   flow: ~r0 ← p:
./explain_inlined.go:9:10: leaking param: p to result ~r0 level=0
./explain_inlined.go:9:10: parameter p leaks to ~r0 for two with derefs=0:
./explain_inlined.go:9:13: q does not escape
./explain_inlined.go:9:6: can inline two with cost 3 as: func(*int, *int) (*int, error) { return p, nil }
