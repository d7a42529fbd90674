// What a debugger shows of values of each type, and how it names the types: as under gc's -N, but for maps, whose runtime is another.
package main

type T struct {
	A    int
	s    string
	next *T
}
type Celsius float64
type Ints []int
type Table map[string]Table
type Self *Self
type Fold func(Fold, int) Fold
type Pair[K comparable, V any] struct {
	key K
	val V
	up  *Pair[K, V]
}
type Err struct{ code int }

func (e *Err) Error() string { return "err" }

type Wide struct {
	T
	*Err
	arr [3]Celsius
	_   [0]int
}

var global = T{1, "global", nil}
var counts = map[string]int{"one": 1}

//go:noinline
func use(...any) {}

//go:noinline
func all(a int, s string, p *T, more ...uint8) (r int, err error) {
	b, i8, i16, i32, i64 := true, int8(-8), int16(-16), 'x', int64(1)<<40
	u, u8, u16, u32, u64, up := uint(1), uint8(200), uint16(16), uint32(32), uint64(1)<<63, uintptr(77)
	f32, f64, c64, c128 := float32(0.5), 2.25, complex64(complex(1, 2)), complex(3, -4)
	arr, sl, ints := [3]int{1, 2, 3}, []string{"x", "yz"}, Ints{4, 5}
	var temp Celsius = 36.5
	t, w := T{7, "seven", p}, Wide{arr: [3]Celsius{1, 2, 3}}
	pair := Pair[string, int]{"k", 1, nil}
	anon := struct {
		X, Y int `tag:"it's"`
	}{1, 2}
	ch := make(chan int, 3)
	ch <- 4
	m, table := map[string]int{"one": 1}, Table{"t": nil}
	fn := func(x int) int { return x + len(sl) }
	var self Self
	var fold Fold
	var e, none any = a, nil
	var er error = &Err{3}
	var empty struct{}
	err, r = er, 5
	use(b, i8, i16, i32, i64, u, u8, u16, u32, u64, up, f32, f64, c64, c128, arr, sl, ints, temp, t, w, pair, anon, ch, m, table, fn(2), self, fold, e, none, empty)
	return // stop: info args; p b; p i8; p i16; p i32; p i64; p u; p u8; p u16; p u32; p u64; p up; p f32; p f64; p c64; p c128; p arr; p sl; p sl.array[1]; p ints; p temp; p t; p *t.next; p w; p pair; p anon; p m.count; p m.buckets.keys[0]; p m.buckets.values[0]; p ch.qcount; p ch.buf[0]; p self; p fold; p none; p empty; p main.global; p &main.global; p main.counts.count; whatis arr; whatis sl; ptype ints; whatis temp; ptype t; ptype w; ptype pair; ptype anon; whatis m; ptype m; whatis table; ptype ch; whatis fn; ptype e; ptype er; whatis i32; whatis up; bt
}

func main() {
	r, err := all(1, "hello", &global, 1, 2)
	use(r, err)
}
// Debug:
// --- 59
// a = 1
// s = ADDR "hello"
// p = ADDR <main[global]>
// more = {array = ADDR "\001\002\004", len = 2, cap = 2}
// r = 5
// err = {tab = ADDR <go:itab.*'main.Err','error'>, data = ADDR}
// $1 = true
// $2 = -8 '\370'
// $3 = -16
// $4 = 120
// $5 = 1099511627776
// $6 = 1
// $7 = 200 '\310'
// $8 = 16
// $9 = 32
// $10 = 9223372036854775808
// $11 = 77
// $12 = 0.5
// $13 = 2.25
// $14 = 1 + 2i
// $15 = 3 + -4i
// $16 = {1, 2, 3}
// $17 = {array = ADDR, len = 2, cap = 2}
// $18 = ADDR "yz"
// $19 = {array = ADDR, len = 2, cap = 2}
// $20 = 36.5
// $21 = {A = 7, s = ADDR "seven", next = ADDR <main[global]>}
// $22 = {A = 1, s = ADDR "global", next = 0x0}
// $23 = {T = {A = 0, s = 0x0 "", next = 0x0}, Err = 0x0, arr = {1, 2, 3}, _ = ADDR}
// $24 = {key = ADDR "k", val = 1, up = 0x0}
// $25 = {X = 1, Y = 2}
// $26 = 1
// $27 = ADDR "one"
// $28 = 1
// $29 = 1
// $30 = 4
// $31 = (main.Self) 0x0
// $32 = (main.Fold) 0x0
// $33 = {_type = 0x0, data = 0x0}
// $34 = {<No data fields>}
// $35 = {A = 1, s = ADDR "global", next = 0x0}
// $36 = (main.T *) ADDR <main[global]>
// $37 = 1
// type = [3]int
// type = []string
// type = struct main.Ints {
//     int *array;
//     int len;
//     int cap;
// }
// type = main.Celsius
// type = struct main.T {
//     int A;
//     string s;
//     main.T *next;
// }
// type = struct main.Wide {
//     main.T T;
//     main.Err *Err;
//     [3]main.Celsius arr;
//     [0]int _;
// }
// type = struct main.Pair[string,int] {
//     string key;
//     int val;
//     main.Pair[string,int] *up;
// }
// type = struct struct { X int "tag:\"it's\""; Y int "tag:\"it's\"" } {
//     int X;
//     int Y;
// }
// type = map[string]int
// type = struct hash<string, int> {
//     int count;
//     uint8 flags;
//     uint8 B;
//     uint16 noverflow;
//     uint32 hash0;
//     bucket<string, int> *buckets;
//     bucket<string, int> *oldbuckets;
//     uintptr nevacuate;
//     bucket<string, int> *nextOverflow;
// } *
// type = main.Table
// type = struct hchan<int> {
//     uint qcount;
//     uint dataqsiz;
//     int *buf;
//     uint16 elemsize;
//     uint32 closed;
//     internal/abi.Type *elemtype;
//     uint sendx;
//     uint recvx;
//     waitq<int> recvq;
//     waitq<int> sendq;
// } *
// type = func(int) int
// type = struct runtime.eface {
//     internal/abi.Type *_type;
//     void *data;
// }
// type = struct runtime.iface {
//     internal/abi.ITab *tab;
//     void *data;
// }
// type = int32
// type = uintptr
// #0  main.all (a=1, s=..., p=ADDR <main[global]>, more=..., r=5, err=...) at types.go:59
// #1  ADDR in main.main () at types.go:63
