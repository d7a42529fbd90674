./verdicts.go:107:13: ... argument does not escape
./verdicts.go:107:14: "after" escapes to heap
./verdicts.go:107:23: n escapes to heap
./verdicts.go:108:19: ... argument does not escape
./verdicts.go:108:32: n escapes to heap
./verdicts.go:122:14: ... argument does not escape
./verdicts.go:122:15: "taken" escapes to heap
./verdicts.go:122:24: n escapes to heap
./verdicts.go:135:21: f does not escape
./verdicts.go:135:7: leaking param: l
./verdicts.go:137:19: l.copy does not escape
./verdicts.go:141:59: new(list) escapes to heap
./verdicts.go:141:72: l.copy does not escape
./verdicts.go:141:7: l does not escape
./verdicts.go:142:11: leaking param: l
./verdicts.go:142:20: f does not escape
./verdicts.go:145:14: ([]byte)("hello") does not escape
./verdicts.go:147:14: ([]byte)("hello") does not escape
./verdicts.go:149:21: ([]byte)("only looked at") does not escape
./verdicts.go:149:21: zero-copy string->[]byte conversion
./verdicts.go:152:13: yield does not escape
./verdicts.go:153:6: moved to heap: i
./verdicts.go:161:2: #p2 does not escape
./verdicts.go:161:2: func literal does not escape
./verdicts.go:164:2: #p2 does not escape
./verdicts.go:164:2: func literal does not escape
./verdicts.go:16:11: leaking param: f
./verdicts.go:173:10: func literal does not escape
./verdicts.go:173:35: &pointer{} escapes to heap
./verdicts.go:173:49: &pointer{} escapes to heap
./verdicts.go:174:10: func literal does not escape
./verdicts.go:175:17: func literal does not escape
./verdicts.go:175:43: pair{} escapes to heap
./verdicts.go:175:53: pair{} escapes to heap
./verdicts.go:176:14: new(int) escapes to heap
./verdicts.go:180:3: &list{} escapes to heap
./verdicts.go:184:16: new(int) escapes to heap
./verdicts.go:22:28: ... argument does not escape
./verdicts.go:22:29: p escapes to heap
./verdicts.go:22:8: func literal escapes to heap
./verdicts.go:27:9: moved to heap: p
./verdicts.go:29:29: ... argument does not escape
./verdicts.go:29:30: p escapes to heap
./verdicts.go:29:33: a escapes to heap
./verdicts.go:29:9: func literal escapes to heap
./verdicts.go:37:24: ... argument does not escape
./verdicts.go:37:25: p escapes to heap
./verdicts.go:37:28: a escapes to heap
./verdicts.go:37:4: func literal does not escape
./verdicts.go:43:7: func literal escapes to heap
./verdicts.go:44:10: moved to heap: p
./verdicts.go:46:10: func literal escapes to heap
./verdicts.go:46:24: func literal escapes to heap
./verdicts.go:46:44: ... argument does not escape
./verdicts.go:46:45: p escapes to heap
./verdicts.go:46:48: a escapes to heap
./verdicts.go:62:7: p does not escape
./verdicts.go:63:23: to does not escape
./verdicts.go:63:32: s does not escape
./verdicts.go:63:7: p does not escape
./verdicts.go:64:7: p does not escape
./verdicts.go:69:19: to does not escape
./verdicts.go:69:28: s does not escape
./verdicts.go:73:6: moved to heap: n
./verdicts.go:74:15: "b" + (func(go.shape.*uint8) string)(&.dict[1])(get()) escapes to heap
./verdicts.go:74:15: "b" + (func(go.shape.interface { main.name() string; main.put(*int, string) (int, error); main.size() int }) string)(&.dict[1])(get()) escapes to heap
./verdicts.go:74:15: "b" + (func(go.shape.struct { main.x int; main.y int }) string)(&.dict[1])(get()) escapes to heap
./verdicts.go:74:21: imprecise interface call
./verdicts.go:74:3: imprecise interface call
./verdicts.go:75:11: make([]byte, (func(go.shape.*uint8) int)(&.dict[2])(get())) escapes to heap
./verdicts.go:75:11: make([]byte, (func(go.shape.interface { main.name() string; main.put(*int, string) (int, error); main.size() int }) int)(&.dict[2])(get())) escapes to heap
./verdicts.go:75:11: make([]byte, (func(go.shape.struct { main.x int; main.y int }) int)(&.dict[2])(get())) escapes to heap
./verdicts.go:75:25: imprecise interface call
./verdicts.go:76:11: make([]byte, (func(go.shape.*uint8) int)(&.dict[2])(t) + len(x) + n) does not escape
./verdicts.go:76:11: make([]byte, (func(go.shape.interface { main.name() string; main.put(*int, string) (int, error); main.size() int }) int)(&.dict[2])(t) + len(x) + n) does not escape
./verdicts.go:76:11: make([]byte, (func(go.shape.struct { main.x int; main.y int }) int)(&.dict[2])(t) + len(x) + n) does not escape
./verdicts.go:76:21: imprecise interface call
./verdicts.go:77:34: make([]byte, (func(go.shape.*uint8) int)(&.dict[2])(t)) escapes to heap
./verdicts.go:77:34: make([]byte, (func(go.shape.interface { main.name() string; main.put(*int, string) (int, error); main.size() int }) int)(&.dict[2])(t)) escapes to heap
./verdicts.go:77:34: make([]byte, (func(go.shape.struct { main.x int; main.y int }) int)(&.dict[2])(t)) escapes to heap
./verdicts.go:77:44: imprecise interface call
./verdicts.go:77:7: func literal does not escape
./verdicts.go:78:15: append escapes to heap
./verdicts.go:78:22: append escapes to heap
./verdicts.go:81:15: leaking param: to
./verdicts.go:90:16: leaking param: n
./verdicts.go:97:12: new(int) escapes to heap
