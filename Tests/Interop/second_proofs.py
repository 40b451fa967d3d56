"""Proofs that an entry is in a log (docs/spec/log-entry.md, Receipt): a C2SP tlog-proof whose extra line is the
entry."""

import re
from base64 import b64decode, b64encode
from hashlib import sha256
from types import SimpleNamespace

from second_verifier import demand, leaf_of, signatures

PROOF = re.compile(r"c2sp\.org/tlog-proof@v1\nextra (?P<extra>[^\n]+)\nindex (?P<index>0|[1-9][0-9]{0,17})\n"
                   r"(?P<path>(?:[^\n]+\n){0,63})\n(?P<note>(?P<body>(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,17})\n"
                   r"(?P<root>[^\n]+)\n)\n.+)", re.S)


def unbase(text):
    """Bytes from their one form in base64."""
    data = b64decode(text, validate=True)
    demand(b64encode(data).decode() == text)
    return data


def root_by(leaf, index, size, path):
    """The root that a path leads to (RFC 9162 §2.1.3.2)."""
    demand(index < size)
    last = size - 1
    for other in path:
        demand(last)
        if index % 2 or index == last:
            leaf = sha256(b"\1" + other + leaf).digest()
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            leaf = sha256(b"\1" + leaf + other).digest()
        index, last = index // 2, last // 2
    demand(not last)
    return leaf


def read_proof(data):
    """A proof whose path leads from its entry to the root of its checkpoint; who signed that is asked elsewhere."""
    told = PROOF.fullmatch(data.decode())
    entry, path = unbase(told["extra"]), [unbase(line) for line in told["path"].split()]
    note, body = told["note"].encode(), told["body"].encode()
    index, size = int(told["index"]), int(told["size"])
    demand(all(len(one) == 32 for one in path), note.count(b"\n") > body.count(b"\n") + 1)
    demand(root_by(leaf_of(entry), index, size, path) == unbase(told["root"]), not signatures(note, body, ()))
    return SimpleNamespace(entry=entry, index=index, size=size, origin=told["origin"], note=note, body=body)
