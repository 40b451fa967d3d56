"""The signed checkpoint: Ed25519 by `cryptography`, BIP-340 by libsecp256k1, key ids and keys by C2SP."""

import base64
from collections.abc import Iterator
from typing import NamedTuple

from coincurve import PublicKeyXOnly
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from binary import BAD_EVIDENCE
from check_log import parse
from checks import check, expect, expect_equal
from hashes import sha256, unhex
from rehearsal import Rehearsal

ED25519 = b"\x01"
SCHNORR = b"\xffquorate.org/secp256k1-bip340/v1\n"


class Line(NamedTuple):
    name: str
    key_id: bytes
    signature: bytes


class Key(NamedTuple):
    """A verifier key: `name+id+base64(type, key)`."""

    name: str
    key_id: bytes
    type: bytes
    key: bytes


def split(note: str) -> tuple[str, list[Line]]:
    """The text that was signed, and the signature lines."""
    text, lines = note.rsplit("\n\n", 1)
    signed = []
    for line in lines.removesuffix("\n").split("\n"):
        dash, name, blob = line.split(" ")
        expect(dash == "\u2014", f"a line begins with {dash}")
        data = base64.b64decode(blob, validate=True)
        signed.append(Line(name, data[:4], data[4:]))
    return text + "\n", signed


def keys(rehearsal: Rehearsal) -> list[Key]:
    found = []
    for text in rehearsal.founded["logKeys"]:
        name, key_id, blob = text.split("+", 2)
        data = base64.b64decode(blob, validate=True)
        found.append(Key(name, bytes.fromhex(key_id), data[:-32], data[-32:]))
    return found


def verifies(key: Key, text: str, signature: bytes) -> bool:
    if key.type == ED25519:
        try:
            Ed25519PublicKey.from_public_bytes(key.key).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True
    tag = sha256(b"quorate/signed-note/v1")
    return bool(PublicKeyXOnly(key.key).verify(signature, sha256(tag + tag + text.encode())))


def notes(rehearsal: Rehearsal) -> Iterator[str]:
    """The newest checkpoint, and those of the receipts."""
    yield parse(rehearsal.ask("log", "prove", 0)["proof"]).note
    for path in sorted((rehearsal.workspace / "receipts").glob("*.tlog-proof")):
        yield parse(path.read_text()).note


@check("key ids are those of C2SP signed-note")
def key_ids(rehearsal: Rehearsal) -> None:
    ed25519, schnorr = keys(rehearsal)
    genesis = rehearsal.entry(0)["statement"]
    expect_equal((ed25519.type, schnorr.type), (ED25519, SCHNORR), "the types, Ed25519 first")
    expect_equal(ed25519.key, unhex(genesis["log_ed25519"]), "the Ed25519 key of entry 0")
    expect_equal(schnorr.key, unhex(genesis["log_secp256k1"]), "the secp256k1 key of entry 0")
    for key in (ed25519, schnorr):
        hash_ = sha256(key.name.encode() + b"\n" + key.type + key.key)
        expect_equal(key.key_id, hash_[:4], f"the id of {key.type!r}")
        expect_equal(key.name, rehearsal.founded["origin"], "the name")


@check("checkpoints carry an Ed25519 and a BIP-340 line that hold")
def lines(rehearsal: Rehearsal) -> None:
    for note in notes(rehearsal):
        text, signed = split(note)
        expect_equal(text.split("\n")[0], rehearsal.founded["origin"], "the origin")
        expect_equal(len(text.split("\n")), 4, "lines of the text, with the end")
        expect_equal([line.key_id for line in signed], [key.key_id for key in keys(rehearsal)], "who signed")
        for key, line in zip(keys(rehearsal), signed, strict=True):
            expect(verifies(key, text, line.signature), f"the line of {key.type!r} does not hold")


@check("tampered checkpoints are refused, by them and by us")
def tampered(rehearsal: Rehearsal) -> None:
    ed25519, schnorr = keys(rehearsal)
    proof = rehearsal.ask("log", "prove", 4)["proof"]
    text, signed = split(parse(proof).note)
    origin, size, root, _ = text.split("\n")
    other = base64.b64encode(bytes(32)).decode()
    for changed in (f"{origin}\n{int(size) + 1}\n{root}\n", f"{origin}\n{size}\n{other}\n", text + "more\n"):
        for key, line in zip((ed25519, schnorr), signed, strict=True):
            expect(not verifies(key, changed, line.signature), f"{key.type!r} holds for another text")
    for key, line in zip((ed25519, schnorr), signed[::-1], strict=True):
        expect(not verifies(key, text, line.signature), "a line holds for the other key")

    path = rehearsal.folder / "bad.tlog-proof"
    path.write_text(proof)
    rehearsal.ask("receipt", "verify", path)
    for line in signed:
        flipped = line.signature[:-1] + bytes([line.signature[-1] ^ 1])
        good = base64.b64encode(line.key_id + line.signature).decode()
        path.write_text(proof.replace(good, base64.b64encode(line.key_id + flipped).decode()))
        rehearsal.quorate.refuses(BAD_EVIDENCE, "receipt", "verify", path, workspace=rehearsal.workspace)
    path.write_text(proof.replace(root, other))
    rehearsal.quorate.refuses(BAD_EVIDENCE, "receipt", "verify", path, workspace=rehearsal.workspace)
    one_line = proof.rstrip("\n").rsplit("\n", 1)[0] + "\n"
    path.write_text(one_line)
    rehearsal.quorate.refuses(BAD_EVIDENCE, "receipt", "verify", path, workspace=rehearsal.workspace)
