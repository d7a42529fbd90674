// Markers that GOROOT's assembly leaves in a binary for tools that look for BoringCrypto. Nothing looks for them in golem's.
package sig

func BoringCrypto()   {}
func FIPSOnly()       {}
func StandardCrypto() {}
