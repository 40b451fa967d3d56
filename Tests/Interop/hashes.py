"""Quorate's hashes written down a second time, from their definition and not from the Swift code."""

import hashlib
from typing import Any

import rfc8785
from Crypto.Hash import keccak


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def keccak256(data: bytes) -> bytes:
    return keccak.new(digest_bits=256, data=data).digest()


def canonical(value: Any) -> bytes:
    """RFC 8785, as an independent package writes it."""
    return rfc8785.dumps(value)


def u64(number: int) -> bytes:
    return number.to_bytes(8, "big")


def unhex(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def hexed(data: bytes) -> str:
    return "0x" + data.hex()


def tagged(tag: str, *parts: bytes) -> str:
    """SHA-256 over the tag, a line feed, and each part after its length in eight bytes."""
    preimage = tag.encode() + b"\n" + b"".join(u64(len(part)) + part for part in parts)
    return hexed(sha256(preimage))


def statement_id(entry: dict[str, Any]) -> str:
    """What identifies a statement; for entry 0 that is the DAO itself."""
    if entry["kind"] == "dao.genesis":
        return tagged("quorate/dao/v1", canonical(entry["statement"]))
    return tagged("quorate/statement/v1", entry["kind"].encode(), canonical(entry["statement"]))


def proposal_id(statement: dict[str, Any]) -> str:
    return tagged(
        "quorate/proposal/v1",
        unhex(statement["dao"]),
        statement["proposer"].encode(),
        u64(statement["sequence"]),
        statement["kind"].encode(),
        unhex(statement["content_hash"]),
        unhex(statement["charter_hash"]),
    )


def selection_hash(choice: str, method: str, options: list[str]) -> str:
    listed = b"".join(u64(len(option.encode())) + option.encode() for option in options)
    return tagged("quorate/selection/v1", method.encode(), choice.encode(), listed)


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962."""
    return sha256(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def merkle_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word; `leaves` are hashes already."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(merkle_root(leaves[:split]), merkle_root(leaves[split:]))


def root_of_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """RFC 9162, section 2.1.3.2: the root a path leads to, or nothing if it has a wrong length."""
    if not 0 <= index < size:
        return None
    fn, sn, result = index, size - 1, leaf
    for hash_ in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            result = node_hash(hash_, result)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = node_hash(result, hash_)
        fn, sn = fn >> 1, sn >> 1
    return result if sn == 0 else None
