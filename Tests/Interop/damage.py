"""What may happen to a bundle: bits lost on the way, files altered under a fitting manifest, a log signed anew."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forgery import KeyRing, LogKeys, hexed, repack
from second_verifier import Dao, canonical
from second_verifier import entries_of, leaves_of, root_of, tiles, unpack

Files = dict[str, bytes]


@dataclass(frozen=True)
class Bundle:
    """A bundle, where it comes from, the keys that sign its log, and by what rules it is audited a second time."""

    name: str
    data: bytes
    keys: LogKeys | KeyRing
    state: type[Dao] = Dao

    @property
    def files(self) -> Files:
        return unpack(self.data)

    @property
    def origin(self) -> str:
        return self.files["log/checkpoint"].decode().split("\n")[0]


def _flip(rng: random.Random, data: bytes) -> bytes:
    """One bit the other way round; of nothing, one byte."""
    if not data:
        return b"\0"
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1:]


def bit(rng: random.Random, bundle: Bundle) -> bytes:
    return _flip(rng, bundle.data)


def cut(rng: random.Random, bundle: Bundle) -> bytes:
    """A part missing, twice, of zeros, or somewhere else."""
    size = rng.choice((1, 512, 1024, rng.randrange(1, 4096)))
    at = rng.randrange(len(bundle.data)) // 512 * 512
    part = bundle.data[at:at + size]
    return bundle.data[:at] + rng.choice((b"", part + part, bytes(len(part)))) + bundle.data[at + len(part):]


def file(rng: random.Random, bundle: Bundle) -> bytes:
    """A bit of a file, under a manifest that fits it."""
    files = bundle.files
    path = rng.choice([path for path in files if path != "quorate-audit.json"])
    return repack(files | {path: _flip(rng, files[path])})


def missing(rng: random.Random, bundle: Bundle) -> bytes:
    """A file left out, and the manifest does not name it."""
    files = bundle.files
    del files[rng.choice([path for path in files if path != "quorate-audit.json"])]
    return repack(files)


def manifest(rng: random.Random, bundle: Bundle) -> bytes:
    zero = "0x" + "00" * 32
    return repack(bundle.files, **rng.choice((
        {"root": zero}, {"size": "1"}, {"size": 1}, {"origin": "localhost/quorate/none"}, {"proposals": ["P-0001"] * 2},
        {"proposals": []}, {"format": "quorate.audit/2"}, {"format": 1}, {"extra": None})))


def row(rng: random.Random, bundle: Bundle) -> bytes:
    """A digit of an electorate."""
    files = bundle.files
    path = rng.choice([path for path, data in files.items() if data.startswith(b"evm:")] or ["log/checkpoint"])
    lines = files[path].split(b"\n")
    number = rng.randrange(max(1, len(lines) - 1))
    lines[number] += str(rng.randrange(10)).encode()
    return repack(files | {path: b"\n".join(lines)})


def _altered(rng: random.Random, value: Any) -> Any:
    """A value with one of its values altered."""
    if isinstance(value, dict) and value:
        key = rng.choice(sorted(value))
        return value | {key: _altered(rng, value[key])}
    if isinstance(value, list) and value:
        at = rng.randrange(len(value))
        return [*value[:at], _altered(rng, value[at]), *value[at + 1:]]
    if isinstance(value, str) and value:
        at = rng.randrange(len(value))
        return value[:at] + rng.choice("0123456789abcdefFor ") + value[at + 1:]
    return rng.choice((value + 1, value + 1000, 0)) if type(value) is int else rng.choice((None, True, 0, "", [], {}))


def claim(rng: random.Random, bundle: Bundle) -> bytes:
    """One value of a claim; the instant it speaks of may become a later one, where it may still be right."""
    files = bundle.files
    paths = [path for path in files if path.startswith("tally/")]
    if not paths:
        return file(rng, bundle)
    path = rng.choice(paths)
    return repack(files | {path: canonical(_altered(rng, json.loads(files[path])))})


def _entries(rng: random.Random, entries: list[bytes]) -> list[bytes]:
    """One dropped, repeated, moved, or altered."""
    at = rng.randrange(len(entries))
    one, rest = entries[at], entries[:at] + entries[at + 1:]
    to = rng.randrange(len(entries))
    altered = canonical(_altered(rng, json.loads(one)))
    return rng.choice((
        rest, entries[:to] + [one] + entries[to:], rest[:to] + [one] + rest[to:],
        [*entries[:at], altered, *entries[at + 1:]], [*entries[:at], _flip(rng, one), *entries[at + 1:]]))


def _log(bundle: Bundle, entries: list[bytes]) -> Files:
    return {path: data for path, data in bundle.files.items() if not path.startswith("log/tile/")} | tiles(entries)


def entry(rng: random.Random, bundle: Bundle) -> bytes:
    """Other entries with the tiles that belong to them, under the checkpoint that was signed."""
    return repack(_log(bundle, _entries(rng, entries_of(bundle.files))))


def signed(rng: random.Random, bundle: Bundle) -> bytes:
    """Other entries, and the operator signs them."""
    entries = _entries(rng, entries_of(bundle.files))
    files = _log(bundle, entries) | {"log/checkpoint": bundle.keys.note(bundle.origin, entries)}
    return repack(files, size=str(len(entries)), root=hexed(root_of(leaves_of(entries))))


def checkpoint(rng: random.Random, bundle: Bundle) -> bytes:
    """One line of it dropped, repeated, moved or altered."""
    files = bundle.files
    lines = files["log/checkpoint"].decode().split("\n")
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    rest = lines[:at] + lines[at + 1:]
    changed = rng.choice((rest, rest[:to] + [lines[at]] + rest[to:], lines[:to] + [lines[at]] + lines[to:]))
    return repack(files | {"log/checkpoint": "\n".join(changed).encode()})


def history(rng: random.Random, bundle: Bundle) -> bytes:
    """An earlier checkpoint: of this log, of another, or not signed."""
    entries = entries_of(bundle.files)
    size = rng.randint(0, len(entries))
    older = rng.choice((entries[:size], entries[:size], [b"other"] * size))
    note = bundle.keys.note(rng.choice((bundle.origin, bundle.origin, "localhost/quorate/none")), older)
    note = _flip(rng, note) if rng.random() < 0.2 else note
    return repack(bundle.files | {f"log/old/{rng.choice((size, size, size + 1))}.note": note})


CHANGES: tuple[Callable[[random.Random, Bundle], bytes], ...] = (
    bit, bit, cut, file, missing, manifest, row, claim, claim, entry, signed, signed, signed, checkpoint, history)


def damaged(rng: random.Random, bundle: Bundle) -> tuple[str, bytes]:
    """What was done, and what came of it; never the bundle itself."""
    while True:
        change = rng.choice(CHANGES)
        try:
            data = change(rng, bundle)
        except ValueError:  # some alterations cannot be written down, such as a lone surrogate
            continue
        if data != bundle.data:
            return change.__name__, data
