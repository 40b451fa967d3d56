#!/usr/bin/env python3
"""Audits a bundle of Quorate a second time: written from docs/spec alone, by somebody who had not seen the program.

Usage: second_verifier.py FILE.qaudit [--pin DAO]

One line for each step of docs/spec/bundle.md. Exit status 0: everything holds; 4: something does not; 5: something is
missing, or follows rules that are not known here; 64: usage. Known are charters with the power sources `balance` and
`heads`, the method `single-choice`, whole delegations, vetoes, and the tests `share` and `floor`, such as those of the
presets token-majority and compound. second_charter.py reads the charters, second_bytes.py hashes and JSON.
"""

import base64
import functools
import re
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from coincurve import PublicKey, PublicKeyXOnly
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from second_bytes import (
    NAME, WHOLE, Refused, Unknown, canonical, demand, hexed, keccak, natural, read, read_json, require, sha256, sized,
    tagged, text, u64, unhex)
from second_charter import read_charter

# ---- The archive (bundle.md) ---------------------------------------------------------------------------------------

def pack(files: dict[str, bytes]) -> bytes:
    """The one form of an archive of these files."""
    blocks = []
    for path, data in sorted(files.items()):
        header = bytearray(path.encode().ljust(512, b"\0"))
        header[100:148] = b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % len(data) + b"0" * 11 + b"\0"
        header[156:157], header[257:265] = b"0", b"ustar\x0000"
        header[148:156] = b"%06o\0 " % (sum(header) + 8 * ord(" "))
        blocks += [bytes(header), data, bytes(-len(data) % 512)]
    return b"".join(blocks) + bytes(1024)

def unpack(data: bytes) -> dict[str, bytes]:
    """The files of an archive. It has its one form exactly if packing them gives the same bytes again."""
    files, at = {}, 0
    while data[at:at + 512].strip(b"\0"):
        path, size = data[at:at + 100].split(b"\0")[0].decode("latin-1"), data[at + 124:at + 135]
        require(re.fullmatch(r"(?!\.|/|.*/[./]|.*/$)[A-Za-z0-9_./-]{1,100}", path), "bundle.malformed", path)
        require(re.fullmatch(rb"[0-7]{11}", size), "bundle.malformed", path)
        files[path] = data[at + 512:at + 512 + int(size, 8)]
        at += 512 + (int(size, 8) + 511) // 512 * 512
    demand("bundle.truncated", len(data) >= at + 1024, "bundle.malformed", pack(files) == data)
    return files

# ---- Tree and checkpoints (log-entry.md, published-log.md) ---------------------------------------------------------

def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry)

def root_of(hashes: list[bytes]) -> bytes:
    """RFC 6962: pairs are joined level by level; a lone last one moves up as it is."""
    while len(hashes) > 1:
        pairs = [sha256(b"\1" + hashes[i] + hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(pairs) * 2:]
    return hashes[0] if hashes else sha256(b"")

def tiles(entries: list[bytes]) -> dict[str, bytes]:
    """Path and bytes of every tile of a log of these entries."""
    files, levels = {}, [[len(data).to_bytes(2, "big") + data for data in entries], list(map(leaf_hash, entries))]
    while len(levels[-1]) >= 256:
        levels.append([root_of(levels[-1][i:i + 256]) for i in range(0, len(levels[-1]) // 256 * 256, 256)])
    for level, parts in zip(["entries", *range(64)], levels):
        for start in range(0, len(parts), 256):
            digits, width = str(start // 256), len(parts[start:start + 256])
            name = re.sub(r"(\d{3})(?=\d)", r"x\1/", digits.zfill((len(digits) + 2) // 3 * 3))
            files[f"log/tile/{level}/{name}" + f".p/{width}" * (width < 256)] = b"".join(parts[start:start + 256])
    return files

def entries_of(files: dict[str, bytes]) -> list[bytes]:
    """The entries of the entry tiles. That the tiles are cut where they should be, shows when they are made again."""
    data, entries, at = b"".join(files[path] for path in sorted(files) if path[:17] == "log/tile/entries/"), [], 0
    while at < len(data):
        start, at = at + 2, at + 2 + int.from_bytes(data[at:at + 2], "big")
        entries.append(data[start:at])
    require(at == len(data), "tile.truncated")
    return entries

def read_note(data: bytes) -> tuple[str, int, bytes, bytes, list[tuple[str, bytes]]]:
    """Origin, size and root of a signed note, the bytes that are signed, and name and bytes of each signature."""
    try:
        head, _, tail = data.decode().rpartition("\n\n")
        lines = [re.fullmatch(r"— ([^\s+]+) (\S+)", line).groups() for line in tail.removesuffix("\n").split("\n")]
        signatures = [(name, base64.b64decode(text, validate=True)) for name, text in lines]
        whole = head and tail[-1:] == "\n" and len(lines) <= 100 and all(raw[4:] for _, raw in signatures)
        require(whole and len(data) <= 1000000 and not re.search(rb"[\x00-\x09\x0b-\x1f]", data), "note.malformed")
        origin, size, text = head.split("\n")
        root = base64.b64decode(text, validate=True)
    except (ValueError, AttributeError) as error:
        raise Refused("note.malformed") from error
    written = base64.b64encode(root).decode() == text and re.fullmatch("0|[1-9][0-9]{0,15}", size)
    require(written and len(root) == 32, "checkpoint.malformed")
    return origin, int(size), root, (head + "\n").encode(), signatures

def read_checkpoint(data: bytes, genesis: SimpleNamespace, dao: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint of this log that both of its keys have signed."""
    origin, size, root, body, signatures = read_note(data)
    require(origin == f"{genesis.host}/quorate/{dao[2:]}", "checkpoint.malformed", "of another log")
    tag = sha256(b"quorate/signed-note/v1")
    bip340 = b"\xffquorate.org/secp256k1-bip340/v1\n"
    for kind, key in ((b"\x01", genesis.log_ed25519), (bip340, genesis.log_secp256k1)):
        key_id, good = sha256(origin.encode() + b"\n" + kind + unhex(key))[:4], []
        for signature in [raw[4:] for name, raw in signatures if (name, raw[:4]) == (origin, key_id)]:
            try:
                require(len(signature) == 64, "note.wrongSignature")
                good.append(Ed25519PublicKey.from_public_bytes(unhex(key)).verify(signature, body) is None
                            if kind == b"\x01" else
                            PublicKeyXOnly(unhex(key)).verify(signature, sha256(tag + tag + body)))
            except (InvalidSignature, ValueError):
                good.append(False)
        require(good and all(good), "note.wrongSignature" if good else "note.unsigned", key)
    return size, root

# ---- Statements and who signed them (statements.md) ----------------------------------------------------------------

COMMON = "uint64 sequence,uint64 signedAt,uint64 validUntil"
TYPES = {
    "dao.genesis": "Genesis(string dao,string host,bytes32 random,bytes32 charterHash,bytes logEd25519,"
                   "bytes logSecp256k1,address[] founders,string clock,uint64 createdAt)",
    "electorate.register": "Electorate(string dao,string series,string source,uint64 rows,string[] totals,"
                           f"bytes32 root,bytes32 file,address registrar,{COMMON})",
    "proposal.submit": "Proposal(string dao,string title,string kind,string[] actions,address proposer,"
                       f"bytes32 contentHash,bytes32 charterHash,{COMMON})",
    "ballot.cast": "Ballot(string dao,string proposal,string title,address voter,string house,string choice,"
                   "bytes32 selectionHash,string reason,bytes32 proposalId,bytes32 electoratesHash,bytes32 rulesHash,"
                   "uint64 sequence,bytes32 replaces,uint64 signedAt,uint64 validUntil)",
    "delegation.set": "Delegation(string dao,string action,address delegator,address delegate,string topic,"
                      f"uint64 expires,{COMMON})",
    "proposal.act": "Act(string dao,string action,string proposal,string title,address actor,string reason,"
                    f"bytes32 proposalId,{COMMON})"}
ACCOUNT, DIGEST, BYTES = r"evm:(?!0{40})[0-9a-f]{40}", "0x[0-9a-f]{64}", "0x(?:[0-9a-f]{2})*"
DOMAIN = keccak(b"EIP712Domain(string name,string version,bytes32 salt)") + keccak(b"Quorate") + keccak(b"1")
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

# How the log writes a field of a type, and its 32 bytes in EIP-712.
WORDS = {"string": (".*", lambda value: keccak(value.encode())), "bytes": (BYTES, lambda value: keccak(unhex(value))),
         "bytes32": (DIGEST, unhex), "address": (ACCOUNT, lambda value: bytes(12) + unhex(value[2:])),
         "uint64": (natural, lambda value: value.to_bytes(32, "big")),
         "string[]": ([".*"], lambda value: keccak(b"".join(keccak(item.encode()) for item in value))),
         "address[]": ([ACCOUNT], lambda value: keccak(b"".join(bytes(12) + unhex(item[2:]) for item in value))),
         "reason": (f"({DIGEST})?", lambda value: unhex(value) or keccak(b""))}  # logged as its hash, if there is one

@functools.cache
def fields_of(kind: str) -> dict[str, str]:
    """The type of each field by log key: the wallet's name in lower case with underscores, but for four."""
    other = {"dao": "name" if kind == "dao.genesis" else "dao_name", "action": "deed", "reason": "reason_hash"}
    return {other.get(name, re.sub("(?=[A-Z])", "_", name).lower()): "reason" if name == "reason" else type_
            for type_, name in re.findall(r"([a-z0-9\[\]]+) (\w+)", TYPES[kind])}

def signed_digest(kind: str, statement: dict[str, Any], dao: str) -> bytes:
    """What the signer's wallet signs."""
    words = b"".join(WORDS[type_][1](statement[key]) for key, type_ in fields_of(kind).items())
    return keccak(b"\x19\x01" + keccak(DOMAIN + unhex(dao)) + keccak(keccak(TYPES[kind].encode()) + words))

@functools.lru_cache(1 << 14)
def signer(digest: bytes, signature: str) -> str:
    """The account that made a signature in its canonical form."""
    raw = unhex(signature)
    require(len(raw) == 65, "sig.form" if len(raw) == 64 else "sig.length")
    r, s, v = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:64], "big"), raw[64]
    require(v in (27, 28), "sig.form" if v in (0, 1) else "sig.badRecoveryId")
    demand("sig.outOfRange", 0 < r < ORDER and 0 < s < ORDER, "sig.highS", s <= ORDER // 2)
    try:
        key = PublicKey.from_signature_and_message(raw[:64] + bytes([v - 27]), digest, hasher=None)
    except Exception as error:  # the library has no narrower class for a point that does not exist
        raise Refused("sig.unrecoverable") from error
    return "evm:" + keccak(key.format(compressed=False)[1:])[12:].hex()

def read_entry(data: bytes) -> tuple[dict[str, Any], SimpleNamespace, str, bytes]:
    """An entry in its form, its statement, the DAO it was made to, and what was signed; by whom, is not known yet."""
    require(len(data) <= 65535, "json.tooLarge")
    kind = read(read_json(data).get("kind"), ".*")
    require(kind in TYPES, "the statement", kind, Unknown)
    first, deeds = kind == "dao.genesis", "delegate|revoke" if kind == "delegation.set" else (
        "queue|execute|veto|cancel|approve|reject|slash|waive|postpone")
    forms = {key: deeds if key == "deed" else WORDS[type_][0] for key, type_ in fields_of(kind).items()}
    made = {"signatures": [{"founder": ACCOUNT, "signature": BYTES}]} if first else {"signature": BYTES}
    entry = read_json(data, made | {"kind": ".*", "received": natural, "scheme": ".*", "v": natural,
                                    "statement": forms | ({} if first else {"dao": DIGEST})})
    demand("field.unexpected", entry["v"] == 1, "sig.wrongScheme", entry["scheme"] == "eip712")
    statement = entry["statement"]
    dao = hexed(tagged("quorate/dao/v1", canonical(statement).encode())) if first else statement["dao"]
    return entry, SimpleNamespace(**statement), dao, signed_digest(kind, statement, dao)

# ---- Electorates and proposals (electorate.md, proposal-file.md) ---------------------------------------------------

class Electorate:
    """The rows of an electorate file, as amounts by asset, with its root and its totals."""

    def __init__(self, data: bytes) -> None:
        lines, sums, last, self.rows = data.split(b"\n"), {}, "", {}
        require(lines.pop() == b"", "electorate.line", "the last one has no end")
        for line in lines:
            name, *fields = line.decode("latin-1").split(" ")
            require(re.fullmatch(ACCOUNT, name) and fields and name > last, "electorate.line", line)
            fact = re.search("(allocation|lock|role|stake|validator)=.*[^0-9]", " ".join(fields))
            require(not fact, "the fact in", line, Unknown)
            require(all(re.fullmatch(f"{NAME}={WHOLE}", field) for field in fields), "electorate.line", line)
            row = {field.split("=")[0]: int(field.split("=")[1]) for field in fields}
            require(len(row) == len(fields) and list(row) == sorted(row), "electorate.line", line)
            require(max(row.values()) < 1 << 128, "electorate.line", line)
            self.rows[name], last, sums = row, name, sums | {asset: sums.get(asset, 0) + row[asset] for asset in row}
        demand("weight.overflow", max(sums.values(), default=0) < 1 << 128, "snapshot.rootMismatch", self.rows)
        self.root = root_of([leaf_hash(line + b"\n") for line in lines])
        self.totals = [f"{asset}={sums[asset]}" for asset in sorted(sums)]

    def power(self, account: str, source: dict[str, Any]) -> int:
        """The own power of an account by a house's source."""
        row = self.rows.get(account)
        return 0 if row is None else 1 if source["source"] == "heads" else row.get(source["asset"], 0)

CONTENT = {"actions": [dict], "authors": [text(300)], "format": "quorate.proposal/1", "kind": ".*", "title": text(120),
           "discussion": lambda value: value == "" or text(300)(value), "text": text(200000, lines=True)}
RUNTIME = {"adapter", "chat_template", "serving_image", "system_prompt"}
ACTIONS = {"charter.amend": {"type": ".*", "charter": DIGEST}, "model.deploy": {
    "type": ".*", "dir_hash": DIGEST, "oms_root": DIGEST, "runtime": dict, "name": text(120, "field.unexpected"),
    "environment": "[a-z0-9-]{1,40}", "locations": [
        text(300, "field.unexpected", form=".*@(sha256:[0-9a-f]{64}|[0-9a-f]{40})")]}}

def in_words(action: dict[str, Any]) -> str:
    """An action as the proposer's wallet shows it."""
    kind = action.get("type")
    require(isinstance(kind, str), "field.unexpected" if "type" in action else "field.missing", "type")
    require(kind in ACTIONS, "the action", kind, Unknown)
    read(action, ACTIONS[kind], unlisted=Unknown if kind == "model.deploy" else Refused)
    if kind == "charter.amend":
        return f"adopt the charter {action['charter']}"
    require(len(action["locations"]) <= 8 and action["runtime"].keys() <= RUNTIME, "field.unexpected")
    digests = [f"files {action['oms_root']}", f"tree {action['dir_hash']}"]
    digests += [f"{name} {read(digest, DIGEST)}" for name, digest in sorted(action["runtime"].items())]
    return f"deploy {action['name']} to {action['environment']} ({', '.join(digests)})"

def read_content(data: bytes) -> tuple[dict[str, Any], list[str]]:
    """A proposal's content, and its actions in words."""
    require(len(data) <= 262144, "json.tooLarge")
    content = read_json(data)
    read(content, CONTENT)
    require(len(content["actions"]) <= 1, "proposal.mixedActions")
    words = list(map(in_words, content["actions"]))
    kind = content["actions"][0]["type"] if words else "text.resolution"
    require(content["kind"] == kind, "proposal.kindMismatch")
    return content, words

# ---- Counting (counting.md) ----------------------------------------------------------------------------------------

class Proposal:
    """A proposal on record: what was frozen with it, the ballots that stand, and the acts recorded."""

    def __init__(self, number: str, identity: str, received: int, s: SimpleNamespace, content: dict[str, Any],
                 rules: dict[str, Any], electorates: dict[str, Electorate], lends: dict[str, str]) -> None:
        self.number, self.id, self.title, self.content = number, identity, s.title, content
        self.proposer, self.parent, self.rules = s.proposer, s.charter_hash, rules
        self.electorates, self.lends = electorates, lends
        self.houses = {house["name"]: house for house in rules["houses"]}
        ends = rules.get("ends", {})  # kept are the first instant inside and the first one behind
        self.opens = received + rules["delay"] + (ends.get("opening") == "exclusive")
        self.closes = received + rules["delay"] + rules["period"] + (ends.get("closing") == "inclusive")
        self.standing, self.vetoes, self.ending, self.queued = {house: {} for house in self.houses}, set(), None, None
        self.rules_hash = hexed(tagged("quorate/rules/v1", canonical(rules).encode()))
        self.electorates_hash = hexed(tagged("quorate/electorates/v1", b"".join(
            sized(name.encode()) + electorates[name].root + u64(len(electorates[name].rows))
            for name in sorted(self.houses))))

    def own(self, account: str, house: str) -> int:
        return self.electorates[house].power(account, self.houses[house]["power"])

    def way(self, member: str, ballots: dict[str, Any]) -> str:
        """Whose ballot takes the power of a member, or why none does."""
        passed, at = [member], member
        if member in ballots or member not in self.lends:
            return member if member in ballots else "silent"
        while at in self.lends:
            at = self.lends[at]
            if at in passed or len(passed) > self.rules["delegation"].get("depth", 1):
                return "circular" if at in passed else "too_deep"
            if at in ballots:
                return at
            passed.append(at)
        return "unused"

    def count(self, house: str) -> dict[str, Any]:
        """Where each unit of power of the electorate goes, once."""
        ballots = self.standing[house]
        sums = dict.fromkeys(("silent", "circular", "too_deep", "unused", *ballots), 0)
        for member in self.electorates[house].rows:
            sums[self.way(member, ballots)] += self.own(member, house)
        options = {option: [0, 0] for option in self.rules["options"]}
        for voter, (choice, _) in ballots.items():
            options[choice][0] += sums[voter]
            options[choice][1] += sums[voter] > 0
        return sums | {
            "options": options, "ballots": sum(voters for _, voters in options.values()),
            "cast": sum(power for power, _ in options.values()), "electorate": sum(sums.values()),
            "overridden": sum(voter in self.lends and voter in self.electorates[house].rows for voter in ballots)}

    def tests(self) -> list[dict[str, Any]]:
        """The part measured by each test, the whole if there is one, and the least part that passes."""
        results, counts = [], {house: self.count(house) for house in self.houses}
        for test in self.rules["tests"]:
            count = counts[test["house"]]
            part, whole = (None if what is None else count[what] if isinstance(what, str) else
                           sum(count["options"][name][0] for name in what) for what in (test["count"], test.get("of")))
            bar = (1 if whole is None else whole) * Fraction(test.get("at_least") or test["more_than"])
            needed = max(1, int(bar) + ("more_than" in test or bar.denominator > 1))
            results.append({"house": test["house"], "name": test["name"], "part": str(part), "required": str(needed),
                            "passed": part >= needed and whole != 0, "whole": None if whole is None else str(whole)})
        return results

    def state(self, now: int) -> tuple[str, str, str | None]:
        """State, phase and ending at an instant before which everything on record was received."""
        if self.ending:
            return "executed" if self.ending == "tookEffect" else "canceled", "ended", self.ending
        if now < self.closes:
            return ("pending", "waiting", None) if now < self.opens else ("active", "voting", None)
        if not all(test["passed"] for test in self.tests()):
            return "defeated", "ended", "failedTest"
        ready = self.closes if self.queued is None else self.queued + self.rules["timelock"]
        if now >= ready + self.rules["grace"] and not self.rules.get("never_lapses"):
            return "expired", "ended", "lapsed"
        if self.queued is None:
            return "succeeded", "passed", None
        return "queued", "timelock" if now < ready else "executable", None

    def claim(self, at: int) -> dict[str, Any]:
        """What an honest operator claims of an instant."""
        houses, (state, phase, ending) = {}, self.state(at)
        for house in self.houses:
            count = self.count(house)
            sums = ("cast", "circular", "electorate", "silent", "too_deep", "unused")
            houses[house] = {name: str(count[name]) for name in sums} | {
                "ballots": count["ballots"], "overridden": count["overridden"], "options": [
                    {"name": name, "power": str(power), "voters": voters}
                    for name, (power, voters) in count["options"].items()]}
        return {"at": at, "ending": ending, "format": "quorate.claim/1", "houses": houses, "id": self.id,
                "phase": phase, "proposal": self.number, "state": state, "tests": self.tests(), "title": self.title,
                "track": self.rules["track"]}

# ---- Admission (statements.md) -------------------------------------------------------------------------------------

class Dao:
    """The state of a DAO, replayed from its entries; `documents` are the bytes of documents by their hash."""

    def __init__(self, documents: dict[str, bytes]) -> None:
        self.documents, self.genesis, self.clock, self.registered, self.lent_to = documents, None, 0, 0, set()
        self.sequences, self.newest, self.proposals, self.delegations = {}, {}, {}, {}

    def document(self, digest: str) -> bytes:
        require(digest in self.documents, "document.missing", digest, Unknown)
        return self.documents[digest]

    def admit(self, index: int, data: bytes) -> None:
        """Takes an entry in, or says why it has no effect."""
        entry, s, dao, digest = read_entry(data)
        if entry["kind"] == "dao.genesis":
            return self.dao_genesis(index, entry, s, dao, digest)
        who = entry["statement"][re.search(r"address (\w+)", TYPES[entry["kind"]])[1]]
        demand("genesis.missing", self.genesis, "sig.wrongDomain", self.genesis and dao == self.id)
        require(signer(digest, entry["signature"]) == who, "sig.wrongSigner")
        require(entry["received"] >= self.clock, "clock.regressed")
        self.clock = entry["received"]
        demand("ballot.displayMismatch", s.dao_name == self.genesis.name,
               "time.signedAhead", s.signed_at <= self.clock + 300000, "time.expired", self.clock <= s.valid_until)
        getattr(self, entry["kind"].replace(".", "_"))(who, s, entry)
        self.sequences[self.scope] = s.sequence

    def in_sequence(self, who: str, scope: str, s: SimpleNamespace) -> None:
        self.scope = (who, scope)
        last = self.sequences.get(self.scope, 0)
        demand("ballot.stale", s.sequence > last, "sequence.gap", s.sequence <= last + (1 << 20))

    def dao_genesis(self, index: int, entry: dict[str, Any], s: SimpleNamespace, dao: str, digest: bytes) -> None:
        demand("clock.regressed", entry["received"] >= self.clock, "genesis.notFirst", index == 0,
               "genesis.founders", 1 <= len(s.founders) <= 100 and s.founders == sorted(set(s.founders)),
               "genesis.founders", [made["founder"] for made in entry["signatures"]] == s.founders)
        made_by = [signer(digest, made["signature"]) for made in entry["signatures"]]
        demand("sig.wrongSigner", made_by == s.founders, "genesis.host", re.fullmatch("[a-z0-9.-]{1,200}", s.host),
               "field.unexpected", s.clock in ("system", "simulated"),
               "field.unexpected", len(s.log_ed25519) == len(s.log_secp256k1) == 66)
        self.charter, self.charter_hash = read_charter(self.document(s.charter_hash)), s.charter_hash
        require(self.charter.name == s.name, "ballot.displayMismatch", "the charter's name")
        self.genesis, self.id, self.clock = s, dao, entry["received"]

    def electorate_register(self, who: str, s: SimpleNamespace, entry: dict[str, Any]) -> None:
        self.in_sequence(who, f"electorate/{s.series}", s)
        demand("role.missing", who in self.charter.registrars,
               "electorate.seriesUnknown", s.series in self.charter.series)
        text(200, "ballot.displayMismatch")(s.source)
        electorate = Electorate(self.document(s.file))
        found = (hexed(electorate.root), len(electorate.rows), electorate.totals)
        require(found == (s.root, s.rows, s.totals), "snapshot.rootMismatch")
        self.newest[s.series], self.registered = electorate, self.registered + 1

    def proposal_submit(self, who: str, s: SimpleNamespace, entry: dict[str, Any]) -> None:
        self.in_sequence(who, "proposal", s)
        identity = hexed(tagged("quorate/proposal/v1", unhex(self.id), who.encode(), u64(s.sequence), s.kind.encode(),
                                unhex(s.content_hash), unhex(s.charter_hash)))
        demand("proposal.alreadySubmitted", identity not in self.proposals,
               "charter.staleParent", s.charter_hash == self.charter_hash)
        content, words = read_content(self.document(s.content_hash))
        require((s.title, s.kind, s.actions) == (content["title"], content["kind"], words), "ballot.displayMismatch")
        if s.kind == "charter.amend":
            adopted = content["actions"][0]["charter"]
            demand("ballot.displayMismatch", read_charter(self.document(adopted)).name == self.genesis.name,
                   "charter.unchanged", adopted != self.charter_hash)
        require(s.kind in self.charter.rules, "proposal.kindNotAllowed")
        rules, lends = self.charter.rules[s.kind], {}
        require(all(house["electorate"] in self.newest for house in rules["houses"]), "electorate.missing")
        electorates = {house["name"]: self.newest[house["electorate"]] for house in rules["houses"]}
        for about in ("*", rules["topic"]):  # a delegation for the topic stands in place of one for all
            lends |= {delegator: delegate for (delegator, topic), (deed, delegate, expires) in self.delegations.items()
                      if topic == about and deed == "delegate" and self.clock < expires}
        lends = {} if rules["delegation"]["mode"] == "none" else lends
        number = f"P-{len(self.proposals) + 1:04}"
        proposal = Proposal(number, identity, self.clock, s, content, rules, electorates, lends)
        require(proposal.own(who, rules["houses"][0]["name"]) >= int(rules["admission"]), "proposer.belowThreshold")
        self.proposals[identity] = proposal

    def ballot_cast(self, who: str, s: SimpleNamespace, entry: dict[str, Any]) -> None:
        subject = self.proposals.get(s.proposal_id)
        require(subject, "proposal.unknown")
        demand("proposal.stopped", subject.ending not in ("vetoed", "withdrawn"),
               "ballot.notOpen", subject.opens <= self.clock, "ballot.closed", self.clock < subject.closes,
               "ballot.displayMismatch", (s.proposal, s.title) == (subject.number, subject.title),
               "house.unknown", s.house in subject.houses,
               "ballot.electorateMismatch", s.electorates_hash == subject.electorates_hash,
               "ballot.rulesMismatch", s.rules_hash == subject.rules_hash)
        options, standing = subject.rules["options"], subject.standing[s.house]
        listed = b"".join(sized(option.encode()) for option in options)
        selection = tagged("quorate/selection/v1", b"single-choice", s.choice.encode(), listed)
        demand("ballot.choiceUnknown", s.choice in options,
               "ballot.selectionMismatch", s.selection_hash == hexed(selection))
        self.in_sequence(who, f"ballot/{s.proposal_id}/{s.house}", s)
        demand("ballot.locked", who not in standing or subject.rules["replaceable"],
               "ballot.replacesMismatch", s.replaces == standing.get(who, ("", "0x" + "0" * 64))[1])
        if who not in standing and not subject.own(who, s.house) and who not in subject.lends.values():
            frozen, newest = subject.electorates[s.house].rows, self.newest[subject.houses[s.house]["electorate"]].rows
            demand("weight.notInSnapshot", who in frozen or who not in newest, "voter.notEligible", False)
        statement = canonical(entry["statement"]).encode()
        standing[who] = (s.choice, hexed(tagged("quorate/statement/v1", b"ballot.cast", statement)))

    def delegation_set(self, who: str, s: SimpleNamespace, entry: dict[str, Any]) -> None:
        self.in_sequence(who, "delegation", s)
        demand("delegation.notAllowed", self.charter.delegation["mode"] != "none", "delegation.topicUnknown",
               s.topic in self.charter.topics | {"*"}, "delegation.toSelf", s.delegate != who)
        if s.deed == "delegate":
            member = any(who in self.newest[name].rows for name in self.charter.series & self.newest.keys())
            demand("delegation.expired", self.clock < s.expires, "voter.notEligible", member or who in self.lent_to)
            self.lent_to.add(s.delegate)
        else:
            before, lent_to, until = self.delegations.get((who, s.topic), ("revoke", "", 0))
            require((before, lent_to) == ("delegate", s.delegate) and self.clock < until, "delegation.none")
        self.delegations[who, s.topic] = (s.deed, s.delegate, s.expires)

    def proposal_act(self, who: str, s: SimpleNamespace, entry: dict[str, Any]) -> None:
        self.in_sequence(who, f"act/{s.proposal_id}", s)
        subject = self.proposals.get(s.proposal_id)
        require(subject, "proposal.unknown")
        require((s.proposal, s.title) == (subject.number, subject.title), "ballot.displayMismatch")
        state, phase, ending = subject.state(self.clock)
        if s.deed == "cancel":
            demand("cancel.notProposer", who == subject.proposer, "act.wrongState", state == "pending")
            subject.ending = "withdrawn"
        elif s.deed == "queue":
            require(state == "succeeded", "act.wrongState", state)
            subject.queued = self.clock
        elif s.deed == "execute":
            demand("execution.alreadyDone", ending != "tookEffect", "act.wrongState", state == "queued",
                   "timelock.running", phase == "executable")
            if subject.content["kind"] == "charter.amend":
                require(subject.parent == self.charter_hash, "charter.staleParent")
                self.charter_hash = subject.content["actions"][0]["charter"]
                self.charter = read_charter(self.document(self.charter_hash))
            subject.ending = "tookEffect"
        else:  # a guardian's act needs a guardian rule, and no track that is known here has one
            role = subject.rules["veto"] if s.deed == "veto" else None
            demand("role.missing", role and who in role["members"], "act.wrongState", phase != "ended",
                   "act.alreadySigned", who not in subject.vetoes)
            subject.vetoes.add(who)
            subject.ending = "vetoed" if len(subject.vetoes) == role["needs"] else None

# ---- The steps of an audit (bundle.md) -----------------------------------------------------------------------------

STEPS = ("archive files checkpoint witnesses tree history identity statements electorates delegations ballots methods "
         "outcomes claims time receipts").split()
MANIFEST = {"files": dict, "format": ".*", "origin": ".*", "policy_sha256": lambda value: value, "proposals": [".*"],
            "root": ".*", "size": ".*"}
FILES = r"policy\.txt|tally/P-\d{4,}\.json|log/(checkpoint|old/\d+\.note|tile/.*)"

class Audit:
    """The steps over the bytes of a bundle: what each found, and the exit status that follows."""

    def __init__(self, data: bytes, pin: str | None = None) -> None:
        self.said, self.failed, self.open, self.void, self.step, self.replayed = {}, set(), set(), {}, 1, False
        try:
            self.read_bundle(data)
            self.read_log(pin)
            self.replay()
            self.step, self.replayed = 14, True
            self.compare_claims()
        except (Refused, Unknown) as error:
            self.note(self.step, error)

    def note(self, step: int, error: Exception, entry: str = "") -> None:
        (self.failed if isinstance(error, Refused) else self.open).add(step)
        self.said[step] = self.said.get(step) or f"{entry}{error}"

    def read_bundle(self, data: bytes) -> None:
        self.files = unpack(data)
        self.said[1], self.step = f"{len(self.files)} files, all regular, in order, nothing behind them", 2
        named = self.named = read_json(self.files.get("quorate-audit.json", b""))
        require(named.get("format") == "quorate.audit/1", "bundle.version", named.get("format"), Unknown)
        read(named, MANIFEST, "bundle.manifest")
        hashes = {path: hexed(sha256(data)) for path, data in self.files.items() if path != "quorate-audit.json"}
        for path in sorted(hashes.keys() | named["files"].keys()):
            require(hashes.get(path) == named["files"].get(path), "files", f"{path} is not as the manifest says")
        for path, digest in hashes.items():
            known = re.fullmatch(FILES, path) or path == f"blob/sha256/{digest[2:4]}/{digest[2:]}"
            require(known, "files", f"{path} does not belong here")
        require(named["policy_sha256"] == hashes.get("policy.txt"), "files", "policy.txt")
        self.documents = {digest: self.files[path] for path, digest in hashes.items() if path.startswith("blob/")}
        self.said[2] = f"{len(hashes)} files have the hashes in the manifest"

    def read_log(self, pin: str | None) -> None:
        self.step = 5
        origin, self.size, root, _, _ = read_note(self.files.get("log/checkpoint", b""))
        self.entries = entries_of(self.files)
        leaves = list(map(leaf_hash, self.entries))
        there = {path: data for path, data in self.files.items() if path.startswith("log/tile/")}
        demand("proof.wrongRoot", (len(leaves), root_of(leaves)) == (self.size, root), "bundle.manifest",
               [self.named[name] for name in ("origin", "size", "root")] == [origin, str(self.size), hexed(root)])
        require(tiles(self.entries) == there, "tile", "missing, altered, or tiles of another size")
        self.said[5], self.step = f"{self.size} entries lead to the root {hexed(root)}", 7
        entry, genesis, dao, _ = read_entry(self.entries[0] if self.entries else b"")
        demand("genesis.missing", entry["kind"] == "dao.genesis", "sig.wrongDomain", pin in (None, dao))
        self.said[7], self.step = f"{genesis.name} is {dao}" + (", as pinned" if pin else ""), 3
        read_checkpoint(self.files["log/checkpoint"], genesis, dao)
        self.said[3], self.step = f"size {self.size}, signed by 2 keys of the log", 6
        for path in (path for path in self.files if path.startswith("log/old/")):
            older, its_root = read_checkpoint(self.files[path], genesis, dao)
            require(path == f"log/old/{older}.note" and 0 < older < self.size, "checkpoint.malformed", path)
            require(root_of(leaves[:older]) == its_root, "proof.wrongRoot", path)
            self.said[6] = "earlier checkpoints are signed and of this log"

    def replay(self) -> None:
        dao = self.dao = Dao(self.documents)
        for index, data in enumerate(self.entries):
            try:
                self.step = 8
                self.step = {"delegation.set": 10, "ballot.cast": 11}.get(read_entry(data)[0]["kind"], 8)
                dao.admit(index, data)
            except Refused as error:
                self.void[index] = str(error).split()[0]
                self.note(8 if str(error).startswith("sig.") else self.step, error, f"entry {index}: ")
                require(index, "genesis", error)
        closed = [one for one in dao.proposals.values() if one.ending or one.closes <= dao.clock]
        self.said = {8: f"{self.size} entries signed by the accounts they name, and allowed",
                     9: f"{dao.registered} recomputed from their rows: roots and sums as signed",
                     10: "every delegation was allowed", 11: "every ballot was eligible, in time and in sequence",
                     13: f"{len(closed)} of {len(dao.proposals)} proposals closed and recounted"} | self.said

    def compare_claims(self) -> None:
        there, numbers = [path[6:-5] for path in self.files if path.startswith("tally/")], self.named["proposals"]
        require(numbers == sorted(there, key=lambda number: int(number[2:])), "claims", "not those the manifest names")
        by_number = {one.number: one for one in self.dao.proposals.values()}
        for number in numbers:
            claim = read_json(self.files[f"tally/{number}.json"])
            require(number in by_number and natural(claim.get("at")) >= self.dao.clock, "claims", number)
            ours = canonical(by_number[number].claim(claim["at"])).encode()
            require(ours == self.files[f"tally/{number}.json"], "claims", f"{number} is not the recounted outcome")
            self.said[14] = f"{len(numbers)} claimed outcomes are the recounted ones"

    @property
    def status(self) -> int:
        return 4 if self.failed else 5 if self.open else 0

    def lines(self) -> Iterator[str]:
        for number, name in enumerate(STEPS, 1):
            mark = "✗" if number in self.failed else "…" if number in self.open else "✓" if number in self.said else "–"
            yield f"{mark} {number:2} {name:12} {self.said.get(number, 'nothing to look at')}"

def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 3) or len(arguments) == 3 and arguments[1] != "--pin":
        print(__doc__, file=sys.stderr)
        return 64
    audit = Audit(Path(arguments[0]).read_bytes(), *arguments[2:])
    print("\n".join(audit.lines()), {0: "VERIFIED", 4: "NOT VERIFIED", 5: "INCOMPLETE"}[audit.status], sep="\nVerdict: ")
    return audit.status

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
