./explain.go:11:24:     from M = map[string]*int{} (assign) at ./explain.go:11:5
./explain.go:11:24:     from map[string]*int{} (spill) at ./explain.go:11:24
./explain.go:11:24:   flow: {heap} ← &{storage for map[string]*int{}}:
./explain.go:11:24: map[string]*int{} escapes to heap
./explain.go:11:24: map[string]*int{} escapes to heap in init:
./explain.go:14:2:     from &x (address-of) at ./explain.go:15:9
./explain.go:14:2:     from return &x (return) at ./explain.go:15:2
./explain.go:14:2:   flow: ~r0 ← &x:
./explain.go:14:2: moved to heap: x
./explain.go:14:2: x escapes to heap in ret:
./explain.go:19:9:     from return p (return) at ./explain.go:19:24
./explain.go:19:9:   flow: ~r0 ← p:
./explain.go:19:9: leaking param: p to result ~r0 level=0
./explain.go:19:9: parameter p leaks to ~r0 for id with derefs=0:
./explain.go:21:2:     from &y (address-of) at ./explain.go:22:10
./explain.go:21:2:     from id(&y) (call parameter) at ./explain.go:22:9
./explain.go:21:2:     from q := id(&y) (assign) at ./explain.go:22:4
./explain.go:21:2:     from return q (return) at ./explain.go:23:2
./explain.go:21:2:   flow: q ← &y:
./explain.go:21:2:   flow: ~r0 ← q:
./explain.go:21:2: moved to heap: y
./explain.go:21:2: y escapes to heap in viaCall:
./explain.go:25:13:     from G = t.p (assign) at ./explain.go:28:4
./explain.go:25:13:     from t.p (dot of pointer) at ./explain.go:28:7
./explain.go:25:13:   flow: {heap} ← *t:
./explain.go:25:13: leaking param content: t
./explain.go:25:13: parameter t leaks to {heap} for stored with derefs=1:
./explain.go:26:2:     from &v (address-of) at ./explain.go:27:8
./explain.go:26:2:     from t.p = &v (assign) at ./explain.go:27:6
./explain.go:26:2:   flow: {heap} ← &v:
./explain.go:26:2: moved to heap: v
./explain.go:26:2: v escapes to heap in stored:
./explain.go:30:10:     from T{...} (struct literal element) at ./explain.go:30:32
./explain.go:30:10:   flow: {storage for &T{...}} ← p:
./explain.go:30:10: leaking param: p
./explain.go:30:10: parameter p leaks to {storage for &T{...}} for lit with derefs=0:
./explain.go:30:30:     from &T{...} (spill) at ./explain.go:30:30
./explain.go:30:30:     from return &T{...} (return) at ./explain.go:30:23
./explain.go:30:30:   flow: ~r0 ← &{storage for &T{...}}:
./explain.go:30:30: &T{...} escapes to heap
./explain.go:30:30: &T{...} escapes to heap in lit:
./explain.go:31:15:     from append(S, t) (call parameter) at ./explain.go:32:12
./explain.go:31:15:   flow: {heap} ← t:
./explain.go:31:15: leaking param: t
./explain.go:31:15: parameter t leaks to {heap} for appended with derefs=0:
./explain.go:31:21:     from M[k] (key of map put) at ./explain.go:33:3
./explain.go:31:21:   flow: {heap} ← k:
./explain.go:31:21: leaking param: k
./explain.go:31:21: parameter k leaks to {heap} for appended with derefs=0:
./explain.go:32:12:     from S = append(S, t) (assign) at ./explain.go:32:4
./explain.go:32:12:     from append(S, t) (spill) at ./explain.go:32:12
./explain.go:32:12:   flow: {heap} ← &{storage for append(S, t)}:
./explain.go:32:12: append escapes to heap
./explain.go:32:12: append(S, t) escapes to heap in appended:
./explain.go:35:37:     from b := make([]byte, n) (assign) at ./explain.go:35:30
./explain.go:35:37:     from make([]byte, n) (spill) at ./explain.go:35:37
./explain.go:35:37:     from return b (return) at ./explain.go:35:50
./explain.go:35:37:   flow: b ← &{storage for make([]byte, n)}:
./explain.go:35:37:   flow: ~r0 ← b:
./explain.go:35:37: make([]byte, n) escapes to heap
./explain.go:35:37: make([]byte, n) escapes to heap in sized:
./explain.go:36:32:     from a (too large for stack) at ./explain.go:36:32
./explain.go:36:32:   flow: {heap} ← &a:
./explain.go:36:32: a escapes to heap in big:
./explain.go:36:32: moved to heap: a
./explain.go:36:70:     from make([]byte, 1048576) (too large for stack) at ./explain.go:36:70
./explain.go:36:70:   flow: {heap} ← &{storage for make([]byte, 1048576)}:
./explain.go:36:70: make([]byte, 1048576) escapes to heap
./explain.go:36:70: make([]byte, 1048576) escapes to heap in big:
./explain.go:37:11: c does not escape
./explain.go:37:28:     from &z (address-of) at ./explain.go:37:41
./explain.go:37:28:     from c <- &z (send) at ./explain.go:37:38
./explain.go:37:28:   flow: {heap} ← &z:
./explain.go:37:28: moved to heap: z
./explain.go:37:28: z escapes to heap in send:
./explain.go:38:10:     from append(out, t.p) (call parameter) at ./explain.go:40:15
./explain.go:38:10:     from for loop (range-deref) at ./explain.go:39:14
./explain.go:38:10:     from t.p (dot of pointer) at ./explain.go:40:22
./explain.go:38:10:   flow: t ← *{temp}:
./explain.go:38:10:   flow: {heap} ← *t:
./explain.go:38:10:   flow: {temp} ← ts:
./explain.go:38:10: leaking param content: ts
./explain.go:38:10: parameter ts leaks to {heap} for rng with derefs=2:
./explain.go:40:15:     from append(out, t.p) (spill) at ./explain.go:40:15
./explain.go:40:15:     from out = append(out, t.p) (assign) at ./explain.go:40:7
./explain.go:40:15:   flow: out ← &{storage for append(out, t.p)}:
./explain.go:40:15: append escapes to heap
./explain.go:40:15: append(out, t.p) escapes to heap in rng:
./explain.go:44:11:     from (*pp).p (dot of pointer) at ./explain.go:44:57
./explain.go:44:11:     from *pp (indirection) at ./explain.go:44:53
./explain.go:44:11:     from return (*pp).p (return) at ./explain.go:44:45
./explain.go:44:11:   flow: ~r0 ← **pp:
./explain.go:44:11: leaking param: pp to result ~r0 level=2
./explain.go:44:11: parameter pp leaks to ~r0 for deep with derefs=2:
./explain.go:45:12:     from a := e (assign) at ./explain.go:45:49
./explain.go:45:12:     from e (interface-converted) at ./explain.go:45:57
./explain.go:45:12:     from return a (return) at ./explain.go:45:60
./explain.go:45:12:   flow: a ← e:
./explain.go:45:12:   flow: ~r0 ← a:
./explain.go:45:12: leaking param: e to result ~r0 level=0
./explain.go:45:12: parameter e leaks to ~r0 for iface with derefs=0:
./explain.go:46:20:     from &y[1] (address-of) at ./explain.go:46:60
./explain.go:46:20:     from return x[1:2], &y[1] (return) at ./explain.go:46:45
./explain.go:46:20:     from y[1] (dot of pointer) at ./explain.go:46:62
./explain.go:46:20:   flow: ~r1 ← y:
./explain.go:46:20: leaking param: y to result ~r1 level=0
./explain.go:46:20: parameter y leaks to ~r1 for sl with derefs=0:
./explain.go:46:9:     from return x[1:2], &y[1] (return) at ./explain.go:46:45
./explain.go:46:9:     from x[1:2] (slice) at ./explain.go:46:53
./explain.go:46:9:   flow: ~r0 ← x:
./explain.go:46:9: leaking param: x to result ~r0 level=0
./explain.go:46:9: parameter x leaks to ~r0 for sl with derefs=0:
