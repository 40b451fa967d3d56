"""The Merkle tree: every leaf, the root by three implementations, and the proof of every entry."""

import base64
from dataclasses import dataclass

from pymerkle import InmemoryTree

from checks import check, expect, expect_equal
from hashes import canonical, hexed, leaf_hash, merkle_root, root_of_path, unhex
from rehearsal import Rehearsal


@dataclass(frozen=True)
class Proof:
    """A C2SP tlog-proof file, taken apart."""

    leaf: bytes
    index: int
    path: list[bytes]
    note: str

    @property
    def size(self) -> int:
        return int(self.note.split("\n")[1])

    @property
    def root(self) -> bytes:
        return base64.b64decode(self.note.split("\n")[2], validate=True)

    def holds(self, leaf: bytes, path: list[bytes]) -> bool:
        return root_of_path(leaf_hash(leaf), self.index, self.size, path) == self.root


def parse(text: str) -> Proof:
    head, note = text.split("\n\n", 1)
    first, extra, index, *path = head.split("\n")
    expect(first == "c2sp.org/tlog-proof@v1", f"the first line is {first}")
    expect(extra.startswith("extra ") and index.startswith("index "), "no extra and index lines")
    return Proof(
        leaf=base64.b64decode(extra.removeprefix("extra "), validate=True), index=int(index.removeprefix("index ")),
        path=[base64.b64decode(line, validate=True) for line in path], note=note)


def leaves(rehearsal: Rehearsal) -> list[bytes]:
    """The bytes of every entry, written by an independent RFC 8785."""
    return [canonical(entry) for _, entry in rehearsal.entries()]


@check("leaf hashes of every entry")
def leaf_hashes(rehearsal: Rehearsal) -> None:
    for index, leaf in enumerate(leaves(rehearsal)):
        expect_equal(rehearsal.ask("log", "show", index)["hash"], hexed(leaf_hash(leaf)), f"entry {index}")


@check("the root by RFC 6962 and by pymerkle")
def root(rehearsal: Rehearsal) -> None:
    log = rehearsal.ask("log", "show")
    every = leaves(rehearsal)
    tree = InmemoryTree(algorithm="sha256")
    for leaf in every:
        tree.append_entry(leaf)
    expect_equal(log["size"], len(every), "the size")
    expect_equal(log["root"], hexed(merkle_root([leaf_hash(leaf) for leaf in every])), "the root")
    expect_equal(unhex(log["root"]), tree.get_state(), "the root of pymerkle")
    # A bit turned over in any one entry gives another root by either.
    for index, leaf in enumerate(every):
        altered = every[:index] + [leaf[:-1] + bytes([leaf[-1] ^ 1])] + every[index + 1:]
        expect(hexed(merkle_root([leaf_hash(leaf) for leaf in altered])) != log["root"], f"entry {index} changed, one root")
        tree = InmemoryTree(algorithm="sha256")
        for other in altered:
            tree.append_entry(other)
        expect(tree.get_state() != unhex(log["root"]), f"entry {index} changed, one root of pymerkle")


@check("the proof of every entry")
def proofs(rehearsal: Rehearsal) -> None:
    log = rehearsal.ask("log", "show")
    for index, leaf in enumerate(leaves(rehearsal)):
        answer = rehearsal.ask("log", "prove", index)
        proof = parse(answer["proof"])
        expect_equal((proof.index, proof.size, hexed(proof.root)), (index, log["size"], log["root"]), "the place")
        expect_equal(proof.leaf, leaf, f"the bytes of entry {index}")
        expect_equal(answer["hashes"], [hexed(hash_) for hash_ in proof.path], "the path")
        expect(proof.holds(proof.leaf, proof.path), f"the proof of entry {index} does not hold")
        expect(not proof.holds(leaf + b" ", proof.path), f"the proof of entry {index} holds for other bytes")
        expect(not proof.holds(leaf, proof.path[:-1]), f"a shortened proof of entry {index} holds")
        expect(not proof.holds(leaf, proof.path + proof.path[:1]), f"a lengthened proof of entry {index} holds")
        expect(not proof.holds(leaf, proof.path[::-1]), f"a reversed proof of entry {index} holds")


@check("receipts written at the time still lead to their roots")
def receipts(rehearsal: Rehearsal) -> None:
    hashes = [leaf_hash(leaf) for leaf in leaves(rehearsal)]
    found = sorted((rehearsal.workspace / "receipts").glob("*.tlog-proof"))
    expect(len(found) >= 5, "there are no receipts")
    for path in found:
        proof = parse(path.read_text())
        expect(proof.holds(proof.leaf, proof.path), f"{path.name} does not hold")
        expect_equal(hexed(proof.root), hexed(merkle_root(hashes[:proof.size])), f"the root of {path.name}")
