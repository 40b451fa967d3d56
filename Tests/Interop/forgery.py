"""A dishonest operator: logs with anything in them, signed by all who have to sign, so that only the rules refuse."""

import base64
import hashlib
from types import SimpleNamespace
from typing import Any

from coincurve import PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import second_verifier as verifier
from second_verifier import SIGNERS, canonical, framed, keccak, read_json, scope_of, signed_digest, tagged
from second_verifier import leaves_of, note_of, root_of, tiles

MONTH = 30 * 86_400_000
START = 1_796_126_400_000
KEY_TYPES = (b"\x01", b"\xffquorate.org/secp256k1-bip340/v1\n")


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def hexed(data: bytes) -> str:
    return "0x" + data.hex()


def account_of(key: PrivateKey) -> str:
    return "evm:" + keccak(key.public_key.format(compressed=False)[1:])[12:].hex()


def key_of(name: str) -> PrivateKey:
    return PrivateKey(sha256(f"quorate forgery {name}".encode()))


def repack(files: dict[str, bytes], **manifest: Any) -> bytes:
    """The archive of these files under a manifest that fits them."""
    files = dict(files)
    old = read_json(files.pop("quorate-audit.json"))
    new = old | {"files": {path: hexed(sha256(data)) for path, data in files.items()}} | manifest
    return verifier.pack(files | {"quorate-audit.json": canonical(new)})


class LogKeys:
    """The two keys that sign a log."""

    def __init__(self, ed25519: bytes, secp256k1: bytes) -> None:
        self.ed25519 = Ed25519PrivateKey.from_private_bytes(ed25519)
        self.secp256k1 = PrivateKey(secp256k1)
        self.public = (self.ed25519.public_key().public_bytes_raw(), self.secp256k1.public_key.format()[1:])

    def note(self, origin: str, entries: list[bytes]) -> bytes:
        """The checkpoint of a log of these entries."""
        body = note_of(origin, leaves_of(entries))
        return body + b"\n" + self.lines(origin, body)

    def lines(self, origin: str, body: bytes) -> bytes:
        """The lines of both keys on a text."""
        tag = sha256(b"quorate/signed-note/v1")
        made = (self.ed25519.sign(body), self.secp256k1.sign_schnorr(sha256(tag + tag + body), b"\0" * 32))
        lines = ""
        for kind, public, signature in zip(KEY_TYPES, self.public, made, strict=True):
            key_id = sha256(origin.encode() + b"\n" + kind + public)[:4]
            lines += f"— {origin} {base64.b64encode(key_id + signature).decode()}\n"
        return lines.encode()


class KeyRing:
    """All pairs that a log has had, each from behind the entry that brought it."""

    def __init__(self) -> None:
        self.held = [(-1, self.pair(0))]

    @staticmethod
    def pair(number: int) -> LogKeys:
        return LogKeys(sha256(b"forged log, first key %d" % number), sha256(b"forged log, second key %d" % number))

    def at(self, size: int) -> LogKeys:
        return [pair for index, pair in self.held if index < size][-1]

    def note(self, origin: str, entries: list[bytes]) -> bytes:
        return self.at(len(entries)).note(origin, entries)


class Forger:
    """Whoever holds the keys of a log and of all members."""

    def __init__(self, charter: bytes, founders: list[PrivateKey], name: str = "Forged", host: str = "localhost",
                 state: type[verifier.Dao] = verifier.Dao, policy: bytes = b"", **more: Any) -> None:
        self.keys = KeyRing()
        first = self.keys.held[0][1].public
        self.documents = {hexed(sha256(data)): data for data in (charter, policy) if data}
        self.entries: list[bytes] = []
        self.state = state
        # Until there is a founding statement, and where it founds nothing.
        self.dao: Any = SimpleNamespace(clock=START, proposals={}, sequences={}, delegations={},
                                        leaves=[], charter=SimpleNamespace(hash=""))
        self.void: dict[int, str] = {}
        statement = {
            "charter_hash": hexed(sha256(charter)), "clock": "simulated", "created_at": START,
            "founders": sorted(map(account_of, founders)), "host": host, "name": name, "random": "0x" + "5a" * 32,
            "log_ed25519": hexed(first[0]), "log_secp256k1": hexed(first[1])} | more
        self.id = tagged("quorate/dao/v1", canonical(statement))
        kind = verifier.PLANNED if "next_log_keys" in statement else "dao.genesis"
        digest = signed_digest(kind, statement, self.id)
        self.name, self.origin = name, f"{host}/quorate/{self.id[2:]}"
        by_account = {account_of(key): key for key in founders}
        self.append({"kind": "dao.genesis", "received": START, "scheme": "eip712", "signatures": [
            {"founder": who, "signature": sign(by_account[who], digest)} for who in statement["founders"]],
            "statement": statement, "v": 1})

    def withdraw(self) -> None:
        """Takes the last entry, which had no effect, out again."""
        self.entries.pop()
        self.dao.leaves.pop()
        self.dao.clock = self.stood
        self.void.pop(len(self.entries))

    def append(self, entry: dict[str, Any]) -> str | None:
        """Puts an entry into the log whatever the rules say; why it has no effect, if so."""
        self.entries.append(canonical(entry))
        self.stood = vars(self.dao).get("last", self.dao.clock)
        index = len(self.entries) - 1
        try:
            if index == 0:
                self.dao = self.state(self.documents, self.entries[0])
            else:
                self.dao.admit(self.entries[-1])
        except (Exception, verifier.Undecided) as error:  # as in an audit
            self.void[index] = repr(error)
        return self.void.get(index)

    def say(self, kind: str, key: PrivateKey, received: int, /, entry: dict[str, Any] | None = None,
            **fields: Any) -> str | None:
        """Signs a statement with what is right for its kind, unless told otherwise, and appends it."""
        return self.append(self.signed(kind, key, received, entry, **fields))

    def signed(self, kind: str, key: PrivateKey, received: int, /, entry: dict[str, Any] | None = None,
               **fields: Any) -> dict[str, Any]:
        """The entry of a statement."""
        who = account_of(key)
        statement = {
            "dao": self.id, "dao_name": self.name, "sequence": self.dao.sequences.get(scope_of(who, kind, fields), 0) + 1,
            "signed_at": received, "valid_until": received + MONTH, SIGNERS[kind]: who} | fields
        try:
            signature = sign(key, signed_digest(kind, statement, self.id))
        except (AttributeError, TypeError, ValueError):  # a field is not of its type, so nobody can sign that
            signature = "0x" + "11" * 64 + "1b"
        return {"kind": kind, "received": received, "scheme": "eip712", "signature": signature,
                "statement": statement, "v": 1} | (entry or {})

    def keep(self, data: bytes) -> str:
        digest = hexed(sha256(data))
        self.documents[digest] = data
        return digest

    def register(self, key: PrivateKey, received: int, table: bytes, /, series: str = "members",
                 **fields: Any) -> str | None:
        members, totals, root = self.state.table(table)
        return self.say("electorate.register", key, received, **{
            "series": series, "source": "forged", "rows": len(members), "totals": totals, "root": root, "file": self.keep(table)} | fields)

    def submit(self, key: PrivateKey, received: int, title: str, action: dict[str, Any] | None = None,
               /, after: str = "", **fields: Any) -> str | None:
        content = {
            "actions": [action] if action else [], "authors": [], "discussion": "", "format": "quorate.proposal/1",
            "kind": action["type"] if action else "text.resolution", "text": "x\n", "title": title} | ({"after": after} if after else {})
        return self.content(key, received, content, [self.in_words(action)] if action else [], **fields)

    def content(self, key: PrivateKey, received: int, content: dict[str, Any], words: list[str],
                **fields: Any) -> str | None:
        """Submits a content as it is."""
        return self.say("proposal.submit", key, received, **{
            "title": str(content["title"]), "kind": str(content["kind"]), "actions": words,
            "content_hash": self.keep(canonical(content)), "charter_hash": self.dao.charter.hash} | fields)

    def in_words(self, action: Any) -> str:
        """The action as the program shows it; for what is no action, anything."""
        try:
            return str(self.state.in_words(action))
        except (Exception, verifier.Undecided):
            return "?"

    def vote(self, key: PrivateKey, received: int, proposal: verifier.Proposal, house: str, choice: str,
             /, **fields: Any) -> str | None:
        return self.append(self.ballot(key, received, proposal, house, choice, **fields))

    def ballot(self, key: PrivateKey, received: int, proposal: verifier.Proposal, house: str, choice: str,
               /, **fields: Any) -> dict[str, Any]:
        """The entry of a ballot."""
        options = framed(*map(str.encode, proposal.rules["options"]))
        method = proposal.ballot(house)["method"]
        name = method if isinstance(method, str) else method["method"]
        selection = tagged("quorate/selection/v1", name.encode(), choice.encode(), options)
        standing = proposal.standing.get(house, {}).get(account_of(key))
        return self.signed("ballot.cast", key, received, **{
            "proposal": proposal.number, "title": proposal.s.title, "house": house, "choice": choice,
            "selection_hash": selection, "reason_hash": "", "proposal_id": proposal.id,
            "electorates_hash": proposal.electorates_hash, "rules_hash": proposal.rules_hash,
            "replaces": standing[1] if standing else "0x" + "00" * 32} | fields)

    def act(self, key: PrivateKey, received: int, proposal: verifier.Proposal, deed: str, /,
            **fields: Any) -> str | None:
        return self.say("proposal.act", key, received, **{
            "deed": deed, "proposal": proposal.number, "title": proposal.s.title, "reason_hash": "",
            "proposal_id": proposal.id} | fields)

    def bundle(self, at: int | None = None, **manifest: Any) -> bytes:
        """The bundle of the log, with the claims of an honest count."""
        root = root_of(leaves_of(self.entries))
        files = tiles(self.entries) | {"log/checkpoint": self.keys.note(self.origin, self.entries)}
        for digest, data in self.documents.items():
            files[f"blob/sha256/{digest[2:4]}/{digest[2:]}"] = data
        instant = self.dao.clock if at is None else at
        proposals = list(self.dao.proposals.values())
        for proposal in proposals:
            files[f"tally/{proposal.number}.json"] = canonical(proposal.claim(instant))
        header = {"files": {}, "format": "quorate.audit/1", "origin": self.origin, "policy_sha256": None,
                  "proposals": [proposal.number for proposal in proposals], "root": hexed(root),
                  "size": str(len(self.entries))}
        return repack(files | {"quorate-audit.json": canonical(header)}, **manifest)


def sign(key: PrivateKey, digest: bytes) -> str:
    """A recoverable signature in its canonical form: s in the lower half, v 27 or 28."""
    made = key.sign_recoverable(digest, hasher=None)
    return hexed(made[:64] + bytes([27 + made[64]]))
