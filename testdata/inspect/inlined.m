./inlined.go:101:14: swapper{...} does not escape
./inlined.go:102:11: inlining call to swapper.Swap
./inlined.go:102:11: main ignoring self-assignment in s[i], s[j] = s[j], s[i]
./inlined.go:103:25: failure("x") does not escape
./inlined.go:104:104: inlining call to linked
./inlined.go:104:108: new(int) does not escape
./inlined.go:104:125: "failure: " + string(f) does not escape
./inlined.go:104:125: devirtualizing err.Error to failure
./inlined.go:104:125: inlining call to failure.Error
./inlined.go:104:57: []int{...} does not escape
./inlined.go:104:66: inlining call to distance
./inlined.go:104:66: inlining call to far
./inlined.go:104:66: inlining call to math.Abs
./inlined.go:104:66: inlining call to math.Float64bits
./inlined.go:104:66: inlining call to math.Float64frombits
./inlined.go:104:82: index bounds check elided
./inlined.go:104:82: inlining call to bits.Reverse16
./inlined.go:104:82: inlining call to reversed
./inlined.go:104:93: inlining call to bits.LeadingZeros64
./inlined.go:104:93: inlining call to length
./inlined.go:14:12: leaking param: s
./inlined.go:14:6: can inline words
./inlined.go:15:14: yield does not escape
./inlined.go:15:9: can inline count.words.func1
./inlined.go:15:9: can inline lines.words.func1
./inlined.go:15:9: can inline words.func1
./inlined.go:15:9: func literal escapes to heap
./inlined.go:33:12: leaking param: s
./inlined.go:34:22: func literal does not escape
./inlined.go:34:22: inlining call to words
./inlined.go:34:2: can inline count-range1
./inlined.go:34:2: inlining call to count-range1
./inlined.go:34:2: inlining call to count.words.func1
./inlined.go:40:12: leaking param: s
./inlined.go:41:22: func literal does not escape
./inlined.go:41:22: inlining call to words
./inlined.go:41:2: append escapes to heap
./inlined.go:41:2: can inline lines-range1
./inlined.go:41:2: inlining call to lines-range1
./inlined.go:41:2: inlining call to lines.words.func1
./inlined.go:48:15: xs does not escape
./inlined.go:49:9: can inline captured.func1
./inlined.go:51:10: can inline captured.func2
./inlined.go:53:11: inlining call to captured.func1
./inlined.go:56:6: inlining call to captured.func1
./inlined.go:56:6: inlining call to captured.func2
./inlined.go:57:6: inlining call to captured.func1
./inlined.go:57:6: inlining call to captured.func2
./inlined.go:58:12: inlining call to captured.func1
./inlined.go:67:24: leaking param: args
./inlined.go:67:62: append escapes to heap
./inlined.go:67:6: can inline (*tracer).print
./inlined.go:67:72: args escapes to heap
./inlined.go:67:7: leaking param content: t
./inlined.go:68:12: leaking param content: t
./inlined.go:68:12: leaking param: t to result ~r0 level=0
./inlined.go:68:23: leaking param: what
./inlined.go:68:53: ... argument escapes to heap
./inlined.go:68:53: append escapes to heap
./inlined.go:68:53: args escapes to heap
./inlined.go:68:53: inlining call to (*tracer).print
./inlined.go:68:54: what escapes to heap
./inlined.go:68:60: "(" escapes to heap
./inlined.go:68:6: can inline trace
./inlined.go:69:53: ... argument escapes to heap
./inlined.go:69:53: append escapes to heap
./inlined.go:69:53: args escapes to heap
./inlined.go:69:53: inlining call to (*tracer).print
./inlined.go:69:54: ")" escapes to heap
./inlined.go:69:6: can inline un
./inlined.go:69:9: leaking param content: t
./inlined.go:71:13: leaking param: t
./inlined.go:72:10: ")" escapes to heap
./inlined.go:72:10: ... argument escapes to heap
./inlined.go:72:10: append escapes to heap
./inlined.go:72:10: args escapes to heap
./inlined.go:72:10: inlining call to (*tracer).print
./inlined.go:72:10: inlining call to un
./inlined.go:72:16: "(" escapes to heap
./inlined.go:72:16: "traced" escapes to heap
./inlined.go:72:16: ... argument escapes to heap
./inlined.go:72:16: append escapes to heap
./inlined.go:72:16: args escapes to heap
./inlined.go:72:16: inlining call to (*tracer).print
./inlined.go:72:16: inlining call to trace
./inlined.go:72:2: can inline traced.deferwrap1
./inlined.go:73:11: inlining call to sync.(*Mutex).Lock
./inlined.go:74:19: inlining call to sync.(*Mutex).Unlock
./inlined.go:74:2: can inline traced.deferwrap2
./inlined.go:76:11: "(" escapes to heap
./inlined.go:76:11: "more" escapes to heap
./inlined.go:76:11: ... argument escapes to heap
./inlined.go:76:11: append escapes to heap
./inlined.go:76:11: args escapes to heap
./inlined.go:76:11: inlining call to (*tracer).print
./inlined.go:76:11: inlining call to trace
./inlined.go:76:3: can inline traced.gowrap3
./inlined.go:81:54: inlining call to math.Abs
./inlined.go:81:54: inlining call to math.Float64bits
./inlined.go:81:54: inlining call to math.Float64frombits
./inlined.go:81:6: can inline distance
./inlined.go:82:54: inlining call to distance
./inlined.go:82:54: inlining call to math.Abs
./inlined.go:82:54: inlining call to math.Float64bits
./inlined.go:82:54: inlining call to math.Float64frombits
./inlined.go:82:6: can inline far
./inlined.go:83:60: index bounds check elided
./inlined.go:83:60: inlining call to bits.Reverse16
./inlined.go:83:6: can inline reversed
./inlined.go:84:6: can inline length
./inlined.go:84:81: inlining call to bits.LeadingZeros64
./inlined.go:89:54: "failure: " + string(f) escapes to heap
./inlined.go:89:6: can inline failure.Error
./inlined.go:89:7: f does not escape
./inlined.go:93:46: swapper.Swap ignoring self-assignment in s[i], s[j] = s[j], s[i]
./inlined.go:93:6: can inline swapper.Swap
./inlined.go:93:7: s does not escape
./inlined.go:96:13: p does not escape
./inlined.go:96:6: can inline linked
./inlined.go:99:7: &tracer{} escapes to heap
