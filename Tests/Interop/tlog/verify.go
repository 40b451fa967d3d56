// Verifies a published log with nothing but Go's own checksum database libraries.
//
//	verify DIR VERIFIER-KEY OLD-SIZE
//
// Prints what was verified and exits 0, or prints the first fault and exits 1.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	dir, key := os.Args[1], os.Args[2]
	old, err := strconv.ParseInt(os.Args[3], 10, 64)
	check(err)
	size, root := checkpoint(dir, key)
	tree := tlog.Tree{N: size, Hash: root}
	// Every tile it reads is checked against the signed root before a hash of it is used.
	reader := tlog.TileHashReader(tree, tiles(dir))
	for index := int64(0); index < size; index++ {
		hash := tlog.RecordHash(entry(dir, index, size))
		proof, err := tlog.ProveRecord(size, index, reader)
		check(err)
		if err := tlog.CheckRecord(proof, size, root, index, hash); err != nil {
			fail("entry %d: %v", index, err)
		}
	}
	if old > 0 {
		before, err := tlog.TreeHash(old, reader)
		check(err)
		proof, err := tlog.ProveTree(size, old, reader)
		check(err)
		check(tlog.CheckTree(proof, size, root, old, before))
	}
	fmt.Printf("%d entries, grown from %d, root %v\n", size, old, root)
}

func checkpoint(dir, key string) (int64, tlog.Hash) {
	verifier, err := note.NewVerifier(key)
	check(err)
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	check(err)
	signed, err := note.Open(text, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		fail("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	hash, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	var root tlog.Hash
	if copy(root[:], hash) != tlog.HashSize {
		fail("a root of %d bytes", len(hash))
	}
	return size, root
}

// entry reads one entry from its bundle: two bytes of length before each.
func entry(dir string, index, size int64) []byte {
	name := tlog.Tile{H: 8, L: 0, N: index / 256, W: 256}
	if size-name.N*256 < 256 {
		name.W = int(size - name.N*256)
	}
	path := strings.Replace(name.Path(), "tile/8/0/", "tile/entries/", 1)
	bytes, err := os.ReadFile(filepath.Join(dir, path))
	check(err)
	for skip := index % 256; ; skip-- {
		length := int(binary.BigEndian.Uint16(bytes))
		if skip == 0 {
			return bytes[2 : 2+length]
		}
		bytes = bytes[2+length:]
	}
}

type tiles string

func (dir tiles) Height() int { return 8 }

func (dir tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (dir tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, words ...any) {
	fmt.Printf(format+"\n", words...)
	os.Exit(1)
}
