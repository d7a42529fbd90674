// Substring search by the native code of stdlib/native/bytealg.cc: any text, patterns up to MaxLen bytes.
package bytealg

import _ "unsafe"

// MaxBruteForce: texts up to this length go to Index and IndexString at once; there is no length at which they stop being good.
const MaxBruteForce = 1 << 62

func init() { MaxLen = 63 }

//go:linkname Index golem_bytealg_index
//go:noescape
func Index(a, b []byte) int

//go:linkname IndexString golem_bytealg_indexstring
//go:noescape
func IndexString(a, b string) int

// Cutover is how many false starts a search by IndexByte may have made after n bytes; callers don't come here for short texts.
func Cutover(n int) int { return (n + 16) / 8 }
