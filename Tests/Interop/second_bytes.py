"""Bytes as Quorate writes them: hashes, canonical JSON, and values in their forms. For second_verifier.py."""

import functools
import hashlib
import json
import re
import struct
import unicodedata
from typing import Any


class Refused(Exception):
    """What the specification does not allow; the text begins with the stable code."""


class Unknown(Exception):
    """What cannot be decided here: a document is missing, or a rule is not known to this verifier."""


def require(condition: Any, code: object, words: object = "", error: type[Exception] = Refused) -> None:
    if not condition:
        raise error(f"{code} {words}".rstrip())


def demand(*rules: Any) -> None:
    """Codes and conditions in turn: the first condition that does not hold refuses with the code before it."""
    for code, holds in zip(rules[::2], rules[1::2], strict=True):
        require(holds, code)


def _keccak_tables() -> tuple[list[tuple[int, int]], list[int]]:
    """Where each lane of a round comes from and how far it is turned, and the constants of the 24 rounds."""
    moves, constants, register = [(0, 0)] * 25, [0] * 24, 1
    x, y = 1, 0
    for t in range(24):
        x, y, before = y, (2 * x + 3 * y) % 5, x + 5 * y
        moves[x + 5 * y] = (before, (t + 1) * (t + 2) // 2 % 64)
        for bit in range(7):
            constants[t] |= (register & 1) << ((1 << bit) - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
    return moves, constants


MOVES, CONSTANTS = _keccak_tables()
ROWS = [(i, i - i % 5 + (i + 1) % 5, i - i % 5 + (i + 2) % 5) for i in range(25)]
WORD = (1 << 64) - 1


@functools.lru_cache(1 << 16)
def keccak(data: bytes) -> bytes:
    """Keccak-256 with the padding from before SHA-3, as Ethereum uses it. Lane x, y is a[x + 5y]."""
    a, padded = [0] * 25, bytearray(data + b"\x01" + bytes(-(len(data) + 1) % 136))
    padded[-1] |= 0x80
    for start in range(0, len(padded), 136):
        a = [lane ^ word for lane, word in zip(a, struct.unpack_from("<17Q", padded, start) + (0,) * 8, strict=True)]
        for constant in CONSTANTS:
            c = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
            d = [c[x - 1] ^ (c[x - 4] << 1 & WORD | c[x - 4] >> 63) for x in range(5)] * 5
            a = [lane ^ word for lane, word in zip(a, d, strict=True)]
            a = [a[at] << turn & WORD | a[at] >> 64 - turn for at, turn in MOVES]
            a = [a[i] ^ ~a[j] & a[k] for i, j, k in ROWS]
            a[0] ^= constant
    return struct.pack("<4Q", *a[:4])


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def hexed(data: bytes) -> str:
    return "0x" + data.hex()


def unhex(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def u64(number: int) -> bytes:
    return number.to_bytes(8, "big")


def sized(part: bytes) -> bytes:
    return u64(len(part)) + part


def tagged(name: str, *parts: bytes) -> bytes:
    """SHA-256 of the name, a line feed, and each part behind its length (log-entry.md)."""
    return sha256(name.encode() + b"\n" + b"".join(map(sized, parts)))


def canonical(value: Any, depth: int = 0) -> str:
    """RFC 8785 for whole numbers: keys by UTF-16 code units, shortest escapes."""
    require(depth <= 64, "json.tooDeep")
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key], depth + 1)}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item, depth + 1) for item in value) + "]"
    require(not isinstance(value, int | float) or isinstance(value, int) and abs(value) < 1 << 53, "json.numberForm")
    return json.dumps(value, ensure_ascii=False)


def read_json(data: bytes, form: Any = dict) -> Any:
    """The value of canonical bytes, in this form; whatever `canonical` would have written otherwise is refused."""
    try:
        value = json.loads(data.decode())
        require(canonical(value).encode() == data, "json.notCanonical")
    except UnicodeDecodeError as error:
        # Bytes that are no text are a fault of the text they stand in; outside of one, of the syntax.
        quotes = re.findall(rb'(?<!\\)(?:\\\\)*"', data[:error.start])
        raise Refused("json.invalidText" if len(quotes) % 2 else "json.syntax") from error
    except (ValueError, RecursionError) as error:
        raise Refused("json.syntax") from error
    return read(value, form)


def read(value: Any, form: Any, code: str = "field.unexpected", unlisted: type[Exception] = Refused) -> Any:
    """A value in its form: a pattern of texts, a type, a function that converts, a list of one form, or a table by its
    members, of which those with a "?" may be missing and "*" stands for every lower-case name."""
    if isinstance(form, list):
        require(isinstance(value, list), code, value)
        return [read(item, form[0], code, unlisted) for item in value]
    if isinstance(form, dict):
        require(isinstance(value, dict), code, value)
        forms = dict.fromkeys(value, form["*"]) if "*" in form else {name.rstrip("?"): form[name] for name in form}
        missing = [name for name in form if name not in value and name[-1] not in "?*"]
        require(not missing, code.replace("field.unexpected", "field.missing"), missing)
        extra = value.keys() - forms.keys()
        unknown = "not known here:" if unlisted is Unknown else code.replace("field.unexpected", "field.unknown")
        require(not extra, unknown, extra, unlisted)
        named = value and all(re.fullmatch(NAME, name) for name in value)
        require("*" not in form or named, code, f"a name in {value}")
        return {name: read(item, forms[name], code, unlisted) for name, item in value.items()}
    if form in (int, bool, dict):
        require(type(value) is form, code, value)
        return value
    require(not isinstance(form, str) or isinstance(value, str) and re.fullmatch(form, value, re.S), code, value)
    return value if isinstance(form, str) else form(value)


def natural(value: Any) -> int:
    require(type(value) is int and 0 <= value < 1 << 53, "field.unexpected", value)
    return int(value)


NAME, WHOLE = "[a-z][a-z0-9-]{0,31}", "(?:0|[1-9][0-9]{0,38})"
# Unicode's Default_Ignorable_Code_Point, as far as the categories C do not have it.
IGNORABLE = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"


def _noncharacter(sign: str) -> bool:
    """What Unicode will never assign; other unassigned signs may be assigned by now."""
    return ord(sign) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(sign) <= 0xFDEF


def text(most: int, code: str = "", lines: bool = False, form: str = ".*") -> Any:
    """The form of texts that are safe to show."""
    def look(value: Any) -> Any:
        read(value, ".*")
        bare = re.sub("[\n\t]", "", value) if lines else value
        kinds = {"Co" if _noncharacter(sign) else unicodedata.category(sign) for sign in bare}
        demand(code or "text.empty", value.strip(), code or "text.tooLong", len(value) <= most,
               code or "text.notNFC", unicodedata.is_normalized("NFC", value), code or "text.invisible",
               not kinds & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} and not re.search(IGNORABLE, bare))
        require("Cn" not in kinds, f"a sign that Unicode {unicodedata.unidata_version} does not have", "", Unknown)
        return read(value, form)
    return look
