// Opens a cosigned checkpoint with Go's own signed-note library, which then believes it only under a witness's key.
//
//	cosigned NOTE LOG-KEY WITNESS-KEY...
//
// Prints who signed and exits 0, or prints the first fault and exits 1.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// witness verifies lines of C2SP tlog-cosignature, whose type note.NewVerifier does not know.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }

func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)
	return ed25519.Verify(w.key, []byte(message), signature[8:])
}

func newWitness(vkey string) witness {
	parts := strings.SplitN(vkey, "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	check(err)
	if len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		fail("not a witness's key: %s", vkey)
	}
	sum := sha256.Sum256([]byte(parts[0] + "\n" + string(key)))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		fail("another key id: %08x", hash)
	}
	return witness{parts[0], hash, ed25519.PublicKey(key[1:])}
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	log, err := note.NewVerifier(os.Args[2])
	check(err)
	verifiers := []note.Verifier{log}
	for _, vkey := range os.Args[3:] {
		verifiers = append(verifiers, newWitness(vkey))
	}
	signed, err := note.Open(text, note.VerifierList(verifiers...))
	check(err)
	if len(signed.Sigs) != len(verifiers) {
		fail("%d of %d signed", len(signed.Sigs), len(verifiers))
	}
	fmt.Printf("%d signed, %d lines of others\n", len(signed.Sigs), len(signed.UnverifiedSigs))
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, words ...any) {
	fmt.Printf(format+"\n", words...)
	os.Exit(1)
}
