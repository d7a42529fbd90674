// How many values golem's calls pass in registers (docs/internals/abi.md). Replaces GOROOT's abi_amd64.go, where the numbers are gc's.
package abi

const (
	IntArgRegs            = 10 // RAX RCX RDX RDI RSI R8 R9 R12 R13 R14
	FloatArgRegs          = 16 // XMM0 to XMM15
	EffectiveFloatRegSize = 8  // a float64; a float32 is the low half
)
