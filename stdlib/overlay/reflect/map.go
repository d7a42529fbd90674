// The map half of reflect, over golem's bucket map (runtime/map). Replaces GOROOT's map.go: no internal/runtime/maps.
package reflect

import (
	"internal/abi"
	"unsafe"
)

// bucketMapType is MapType of runtime/abi/type.h.
type bucketMapType struct {
	abi.Type
	key, elem, bucket *abi.Type
	hasher            func(p unsafe.Pointer, seed uintptr) uintptr // for internal/sync; the runtime's maps don't look
	keySize, elemSize uint8
	bucketSize        uint16
	flags             uint32
}

// Flags and limits of bucketMapType (docs/internals/abi.md).
const (
	bucketIndirectKey   = 1
	bucketIndirectElem  = 2
	bucketReflexiveKey  = 4
	bucketKeyUpdate     = 8
	bucketHashMayPanic  = 16
	bucketMaxInlineSize = 128
	bucketSlots         = 8
)

// mapCursor is hiter of runtime/map/map.h: 96 bytes.
type mapCursor struct {
	key, elem, typ, m, buckets, bucket unsafe.Pointer
	rest                               [6]uintptr
}

//go:noescape
func mapiterinit(t *abi.Type, m unsafe.Pointer, it *mapCursor)

//go:noescape
func mapiternext(it *mapCursor)

var stringType = rtypeOf("")

func mapTypeOf(t *abi.Type) *bucketMapType { return (*bucketMapType)(unsafe.Pointer(t)) }

// slotPointer is the address of what v holds, for the runtime's map functions.
func (v *Value) slotPointer() unsafe.Pointer {
	if v.flag&flagIndir != 0 {
		return v.ptr
	}
	return unsafe.Pointer(&v.ptr)
}

func (t *rtype) Key() Type {
	if t.Kind() != Map {
		panic("reflect: Key of non-map type " + t.String())
	}
	return toType(mapTypeOf(&t.t).key)
}

// MapOf returns the map type with the given key and element types. It panics if key values can't be compared.
func MapOf(key, elem Type) Type {
	kt, et := key.common(), elem.common()
	if kt.Equal == nil {
		panic("reflect.MapOf: invalid key type " + stringFor(kt))
	}
	cached := cacheKey{Map, kt, et, 0}
	if t, ok := lookupCache.Load(cached); ok {
		return t.(Type)
	}
	name := "map[" + stringFor(kt) + "]" + stringFor(et)
	for _, known := range typesByString(name) {
		if mt := mapTypeOf(known); mt.key == kt && mt.elem == et {
			t, _ := lookupCache.LoadOrStore(cached, toRType(known))
			return t.(Type)
		}
	}

	var model any = map[unsafe.Pointer]unsafe.Pointer(nil)
	mt := **(**bucketMapType)(unsafe.Pointer(&model))
	mt.Str = resolveReflectName(newName(name, "", false, false))
	mt.TFlag &^= abi.TFlagNamed | abi.TFlagExtraStar | abi.TFlagUncommon
	mt.Hash = fnv1(et.Hash, 'm', byte(kt.Hash>>24), byte(kt.Hash>>16), byte(kt.Hash>>8), byte(kt.Hash))
	mt.PtrToThis = 0
	mt.key, mt.elem = kt, et
	mt.hasher = func(p unsafe.Pointer, seed uintptr) uintptr { return typehash(kt, p, seed) }
	mt.flags = 0
	slotKey, slotElem := key, elem
	if kt.Size_ > bucketMaxInlineSize {
		slotKey = PointerTo(key)
		mt.flags |= bucketIndirectKey
	}
	if et.Size_ > bucketMaxInlineSize {
		slotElem = PointerTo(elem)
		mt.flags |= bucketIndirectElem
	}
	if keyIsReflexive(kt) {
		mt.flags |= bucketReflexiveKey
	}
	if needKeyUpdate(kt) {
		mt.flags |= bucketKeyUpdate
	}
	if hashMightPanic(kt) {
		mt.flags |= bucketHashMayPanic
	}
	bucket := bucketOf(slotKey, slotElem)
	mt.bucket = bucket.common()
	mt.keySize = uint8(slotKey.Size())
	mt.elemSize = uint8(slotElem.Size())
	mt.bucketSize = uint16(bucket.Size())
	t, _ := lookupCache.LoadOrStore(cached, toRType(&mt.Type))
	return t.(Type)
}

func bucketOf(key, elem Type) Type {
	overflow := TypeFor[uintptr]()
	if key.common().Pointers() || elem.common().Pointers() {
		overflow = TypeFor[unsafe.Pointer]()
	}
	return StructOf([]StructField{
		{Name: "Tops", Type: TypeFor[[bucketSlots]uint8]()},
		{Name: "Keys", Type: ArrayOf(bucketSlots, key)},
		{Name: "Elems", Type: ArrayOf(bucketSlots, elem)},
		{Name: "Overflow", Type: overflow},
	})
}

// groupAndSlotOf is what reflect's own tests know the storage of a map by: a bucket here, and nothing that is one slot of it.
func groupAndSlotOf(key, elem Type) (group, slot Type) { return bucketOf(key, elem), nil }

// keyIsReflexive reports whether every value of type t equals itself.
func keyIsReflexive(t *abi.Type) bool {
	switch Kind(t.Kind()) {
	case Float32, Float64, Complex64, Complex128, Interface:
		return false
	case Array:
		return keyIsReflexive((*arrayType)(unsafe.Pointer(t)).Elem)
	case Struct:
		for _, f := range (*structType)(unsafe.Pointer(t)).Fields {
			if !keyIsReflexive(f.Typ) {
				return false
			}
		}
	}
	return true
}

// MapIndex returns the element for key in the map v, or the zero Value if there is none or v is a nil map.
func (v Value) MapIndex(key Value) Value {
	v.mustBe(Map)
	t := mapTypeOf(v.typ())
	// An unexported key is allowed, so that what MapKeys returns can be used; the result is then read-only.
	ro := (v.flag | key.flag).ro()
	key = key.assignTo("reflect.Value.MapIndex", t.key, nil)
	e := mapaccess(v.typ(), v.pointer(), key.slotPointer())
	if e == nil {
		return Value{}
	}
	return copyVal(t.elem, ro|flag(t.elem.Kind()), e)
}

// MapKeys returns the keys of the map v in no particular order.
func (v Value) MapKeys() []Value {
	v.mustBe(Map)
	t := mapTypeOf(v.typ())
	fl := v.flag.ro() | flag(t.key.Kind())
	m := v.pointer()
	if m == nil {
		return []Value{}
	}
	n := maplen(m)
	keys := make([]Value, 0, n)
	var it mapCursor
	for mapiterinit(v.typ(), m, &it); it.key != nil && len(keys) < n; mapiternext(&it) {
		keys = append(keys, copyVal(t.key, fl, it.key))
	}
	return keys
}

// A MapIter iterates over a map. See [Value.MapRange].
type MapIter struct {
	m       Value
	started bool
	it      mapCursor
}

// at is the cursor's key or element, checked.
func (iter *MapIter) at(p unsafe.Pointer, before, after string) unsafe.Pointer {
	if !iter.started {
		panic(before)
	}
	if iter.it.key == nil {
		panic(after)
	}
	return p
}

// Key returns the key of iter's current entry.
func (iter *MapIter) Key() Value {
	p := iter.at(iter.it.key, "MapIter.Key called before Next", "MapIter.Key called on exhausted iterator")
	t := mapTypeOf(iter.m.typ()).key
	return copyVal(t, iter.m.flag.ro()|flag(t.Kind()), p)
}

// Value returns the element of iter's current entry.
func (iter *MapIter) Value() Value {
	p := iter.at(iter.it.elem, "MapIter.Value called before Next", "MapIter.Value called on exhausted iterator")
	t := mapTypeOf(iter.m.typ()).elem
	return copyVal(t, iter.m.flag.ro()|flag(t.Kind()), p)
}

// SetIterKey is v.Set(iter.Key()) without the copy.
func (v Value) SetIterKey(iter *MapIter) {
	p := iter.at(iter.it.key, "reflect: Value.SetIterKey called before Next", "reflect: Value.SetIterKey called on exhausted iterator")
	v.setFromMap(iter, mapTypeOf(iter.m.typ()).key, p, "reflect.MapIter.SetKey")
}

// SetIterValue is v.Set(iter.Value()) without the copy.
func (v Value) SetIterValue(iter *MapIter) {
	p := iter.at(iter.it.elem, "reflect: Value.SetIterValue called before Next", "reflect: Value.SetIterValue called on exhausted iterator")
	v.setFromMap(iter, mapTypeOf(iter.m.typ()).elem, p, "reflect.MapIter.SetValue")
}

func (v Value) setFromMap(iter *MapIter, t *abi.Type, p unsafe.Pointer, context string) {
	v.mustBeAssignable()
	var target unsafe.Pointer
	if v.kind() == Interface {
		target = v.ptr
	}
	iter.m.mustBeExported()
	x := Value{t, p, iter.m.flag | flag(t.Kind()) | flagIndir}
	x = x.assignTo(context, v.typ(), target)
	typedmemmove(v.typ(), v.ptr, x.ptr)
}

// Next moves to the next entry and reports whether there is one.
func (iter *MapIter) Next() bool {
	switch {
	case !iter.m.IsValid():
		panic("MapIter.Next called on an iterator that does not have an associated map Value")
	case !iter.started:
		iter.started = true
		mapiterinit(iter.m.typ(), iter.m.pointer(), &iter.it)
	case iter.it.key == nil:
		panic("MapIter.Next called on exhausted iterator")
	default:
		mapiternext(&iter.it)
	}
	return iter.it.key != nil
}

// Reset makes iter start over, with the map v; Reset(Value{}) lets go of the map.
func (iter *MapIter) Reset(v Value) {
	if v.IsValid() {
		v.mustBe(Map)
	}
	*iter = MapIter{m: v}
}

// MapRange returns an iterator for the map v.
func (v Value) MapRange() *MapIter {
	if v.kind() != Map {
		v.panicNotMap()
	}
	return &MapIter{m: v}
}

// SetMapIndex sets the element for key in the map v; the zero Value as elem deletes the entry.
func (v Value) SetMapIndex(key, elem Value) {
	v.mustBe(Map)
	v.mustBeExported()
	key.mustBeExported()
	t := mapTypeOf(v.typ())
	key = key.assignTo("reflect.Value.SetMapIndex", t.key, nil)
	if elem.typ() == nil {
		mapdelete(v.typ(), v.pointer(), key.slotPointer())
		return
	}
	elem.mustBeExported()
	elem = elem.assignTo("reflect.Value.SetMapIndex", t.elem, nil)
	mapassign(v.typ(), v.pointer(), key.slotPointer(), elem.slotPointer())
}

//go:noinline
func (f flag) panicNotMap() { f.mustBe(Map) }
