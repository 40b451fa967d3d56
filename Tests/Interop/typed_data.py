"""The EIP-712 form of every kind of statement, rebuilt from the fields of a log entry.

Once as JSON for `eth_account.messages.encode_typed_data`, and once hashed by hand: an auditor who does not have the
text of a reason has its hash, which is all that the signed digest takes from it.
"""

from typing import Any

from eth_account import Account
from eth_account.messages import SignableMessage, encode_typed_data

from hashes import keccak256, unhex

Field = tuple[str, str, str]
"""The key in the log, the name a wallet shows, the type; `reason_hash` in the log is a `string` in the wallet."""

HEADER: list[Field] = [
    ("sequence", "sequence", "uint64"),
    ("signed_at", "signedAt", "uint64"),
    ("valid_until", "validUntil", "uint64"),
]

PLAN: list[Field] = [
    ("next_log_keys", "nextLogKeys", "bytes32"), ("recoverers", "recoverers", "address[]"),
    ("recovery_needs", "recoveryNeeds", "uint64"), ("recovery_delay", "recoveryDelay", "uint64"),
]
"""What follows in a genesis that lets the log's keys change."""

SHAPES: dict[str, tuple[str, list[Field]]] = {
    "dao.genesis": ("Genesis", [
        ("name", "dao", "string"), ("host", "host", "string"), ("random", "random", "bytes32"),
        ("charter_hash", "charterHash", "bytes32"), ("log_ed25519", "logEd25519", "bytes"),
        ("log_secp256k1", "logSecp256k1", "bytes"), ("founders", "founders", "address[]"),
        ("clock", "clock", "string"), ("created_at", "createdAt", "uint64"),
    ]),
    "electorate.register": ("Electorate", [
        ("dao_name", "dao", "string"), ("series", "series", "string"), ("source", "source", "string"),
        ("rows", "rows", "uint64"), ("totals", "totals", "string[]"), ("root", "root", "bytes32"),
        ("file", "file", "bytes32"), ("registrar", "registrar", "address"), *HEADER,
    ]),
    "electorate.attest": ("ElectorateAttestation", [
        ("dao_name", "dao", "string"), ("verdict", "verdict", "string"), ("series", "series", "string"),
        ("chain", "chain", "string"), ("height", "height", "uint64"), ("block_time", "blockTime", "uint64"),
        ("rows", "rows", "uint64"), ("totals", "totals", "string[]"), ("root", "root", "bytes32"),
        ("file", "file", "bytes32"), ("block_hash", "blockHash", "bytes32"), ("state_root", "stateRoot", "bytes32"),
        ("recipe", "recipe", "bytes32"), ("attester", "attester", "address"), *HEADER,
    ]),
    "proposal.submit": ("Proposal", [
        ("dao_name", "dao", "string"), ("title", "title", "string"), ("kind", "kind", "string"),
        ("actions", "actions", "string[]"), ("proposer", "proposer", "address"),
        ("content_hash", "contentHash", "bytes32"), ("charter_hash", "charterHash", "bytes32"), *HEADER,
    ]),
    "ballot.cast": ("Ballot", [
        ("dao_name", "dao", "string"), ("proposal", "proposal", "string"), ("title", "title", "string"),
        ("voter", "voter", "address"), ("house", "house", "string"), ("choice", "choice", "string"),
        ("selection_hash", "selectionHash", "bytes32"), ("reason_hash", "reason", "string"),
        ("proposal_id", "proposalId", "bytes32"), ("electorates_hash", "electoratesHash", "bytes32"),
        ("rules_hash", "rulesHash", "bytes32"), ("sequence", "sequence", "uint64"),
        ("replaces", "replaces", "bytes32"), ("signed_at", "signedAt", "uint64"),
        ("valid_until", "validUntil", "uint64"),
    ]),
    "delegation.set": ("Delegation", [
        ("dao_name", "dao", "string"), ("deed", "action", "string"), ("delegator", "delegator", "address"),
        ("delegate", "delegate", "address"), ("topic", "topic", "string"), ("expires", "expires", "uint64"),
        *HEADER,
    ]),
    "proposal.act": ("Act", [
        ("dao_name", "dao", "string"), ("deed", "action", "string"), ("proposal", "proposal", "string"),
        ("title", "title", "string"), ("actor", "actor", "address"), ("reason_hash", "reason", "string"),
        ("proposal_id", "proposalId", "bytes32"), *HEADER,
    ]),
    "emergency.act": ("Brake", [
        ("dao_name", "dao", "string"), ("deed", "action", "string"), ("scope", "scope", "string"),
        ("incident", "incident", "string"), ("not_after", "notAfter", "uint64"), ("actor", "actor", "address"),
        ("reason_hash", "reason", "string"), ("pause", "pause", "bytes32"), *HEADER,
    ]),
    "evidence.commission": ("Commission", [
        ("dao_name", "dao", "string"), ("format", "format", "string"), ("evaluator", "evaluator", "address"),
        ("oms_root", "omsRoot", "bytes32"), ("dir_hash", "dirHash", "bytes32"), ("plan", "plan", "bytes32"),
        ("until", "until", "uint64"), ("commissioner", "commissioner", "address"), *HEADER,
    ]),
    "evidence.attest": ("Evidence", [
        ("dao_name", "dao", "string"), ("format", "format", "string"), ("requirement", "requirement", "string"),
        ("verdict", "verdict", "string"), ("oms_root", "omsRoot", "bytes32"), ("dir_hash", "dirHash", "bytes32"),
        ("evidence", "evidence", "bytes32"), ("configuration", "configuration", "string[]"),
        ("commission", "commission", "bytes32"), ("started_at", "startedAt", "uint64"),
        ("ended_at", "endedAt", "uint64"), ("evaluator", "evaluator", "address"), *HEADER,
    ]),
    "incident.report": ("Incident", [
        ("dao_name", "dao", "string"), ("incident", "incident", "string"), ("severity", "severity", "string"),
        ("systems", "systems", "string[]"), ("discovered_at", "discoveredAt", "uint64"), ("facts", "facts", "bytes32"),
        ("regimes", "regimes", "string[]"), ("notified", "notified", "string[]"), ("previous", "previous", "bytes32"),
        ("reporter", "reporter", "address"), *HEADER,
    ]),
    "resource.draw": ("Draw", [
        ("dao_name", "dao", "string"), ("amount", "amount", "string"), ("purpose", "purpose", "string"),
        ("holder", "holder", "address"), ("grant", "grant", "bytes32"), ("reference", "reference", "bytes32"), *HEADER,
    ]),
    "proposal.deposit": ("Deposit", [
        ("dao_name", "dao", "string"), ("amounts", "amounts", "string[]"), ("proposal", "proposal", "string"),
        ("title", "title", "string"), ("depositor", "depositor", "address"), ("reference", "reference", "bytes32"),
        ("proposal_id", "proposalId", "bytes32"), *HEADER,
    ]),
    "release.sign": ("Release", [
        ("dao_name", "dao", "string"), ("proposal", "proposal", "string"), ("decision", "decision", "string"),
        ("model", "model", "string"), ("environments", "environments", "string[]"), ("expires", "expires", "uint64"),
        ("oms_root", "omsRoot", "bytes32"), ("dir_hash", "dirHash", "bytes32"), ("runtime", "runtime", "string[]"),
        ("key", "key", "bytes"), ("messages", "messages", "string[]"), ("signatures", "signatures", "string[]"),
        ("actor", "actor", "address"), ("proposal_id", "proposalId", "bytes32"), *HEADER,
    ]),
    "evaluation.open": ("EvaluationOpening", [
        ("dao_name", "dao", "string"), ("kind", "kind", "string"), ("title", "title", "string"),
        ("subjects", "subjects", "string[]"), ("oms_root", "omsRoot", "bytes32"), ("dir_hash", "dirHash", "bytes32"),
        ("rules_hash", "rulesHash", "bytes32"), ("opener", "opener", "address"), *HEADER,
    ]),
    "evaluation.commit": ("EvaluationCommitment", [
        ("dao_name", "dao", "string"), ("round", "round", "string"), ("title", "title", "string"),
        ("evaluator", "evaluator", "address"), ("commitment", "commitment", "bytes32"),
        ("round_id", "roundId", "bytes32"), *HEADER,
    ]),
    "evaluation.reveal": ("EvaluationReveal", [
        ("dao_name", "dao", "string"), ("round", "round", "string"), ("title", "title", "string"),
        ("evaluator", "evaluator", "address"), ("scores", "scores", "string[]"), ("salt", "salt", "bytes"),
        ("round_id", "roundId", "bytes32"), *HEADER,
    ]),
}

SIGNERS = ("voter", "depositor", "proposer", "delegator", "registrar", "actor", "commissioner", "reporter", "holder", "attester",
           "opener", "evaluator")
"""Fields that name a signer; a commission names an evaluator as well, who does not sign it."""

DOMAIN_TYPE = [("name", "string"), ("version", "string"), ("salt", "bytes32")]


def address(account: str) -> str:
    """`evm:` and forty digits, as a wallet writes it."""
    return "0x" + account.removeprefix("evm:")


def same_account(account: str, recovered: str) -> bool:
    return address(account) == recovered.lower()


def _shape(entry: dict[str, Any]) -> tuple[str, list[Field]]:
    name, fields = SHAPES[entry["kind"]]
    return name, fields + PLAN * ("next_log_keys" in entry["statement"])


def wallet_json(entry: dict[str, Any], dao: str, reason: str = "") -> dict[str, Any]:
    """What `eth_signTypedData_v4` takes; the text of a reason is not in the log."""
    name, fields = _shape(entry)
    message: dict[str, Any] = {}
    for key, label, type_ in fields:
        value = entry["statement"][key]
        if key == "reason_hash":
            value = reason
        elif type_ == "address":
            value = address(value)
        elif type_ == "address[]":
            value = [address(item) for item in value]
        message[label] = value
    return {
        "types": {
            "EIP712Domain": [{"name": label, "type": type_} for label, type_ in DOMAIN_TYPE],
            name: [{"name": label, "type": type_} for _, label, type_ in fields],
        },
        "primaryType": name,
        "domain": {"name": "Quorate", "version": "1", "salt": dao},
        "message": message,
    }


def _word(key: str, type_: str, value: Any) -> bytes:
    """`encodeData` of one member."""
    if key == "reason_hash":
        return unhex(value) if value else keccak256(b"")
    match type_:
        case "string":
            return keccak256(value.encode())
        case "string[]":
            return keccak256(b"".join(keccak256(item.encode()) for item in value))
        case "bytes":
            return keccak256(unhex(value))
        case "bytes32":
            return unhex(value)
        case "uint64":
            return int(value).to_bytes(32, "big")
        case "address":
            return unhex(address(value)).rjust(32, b"\0")
        case "address[]":
            return keccak256(b"".join(unhex(address(item)).rjust(32, b"\0") for item in value))
    raise ValueError(type_)


def _type_hash(name: str, members: list[tuple[str, str]]) -> bytes:
    listed = ",".join(f"{type_} {label}" for label, type_ in members)
    return keccak256(f"{name}({listed})".encode())


def by_hand(entry: dict[str, Any], dao: str) -> SignableMessage:
    """The domain separator and the struct hash, from the log entry alone."""
    name, fields = _shape(entry)
    separator = keccak256(
        _type_hash("EIP712Domain", DOMAIN_TYPE) + keccak256(b"Quorate") + keccak256(b"1") + unhex(dao))
    words = b"".join(_word(key, type_, entry["statement"][key]) for key, _, type_ in fields)
    body = keccak256(_type_hash(name, [(label, type_) for _, label, type_ in fields]) + words)
    return SignableMessage(version=b"\x01", header=separator, body=body)


def by_eth_account(entry: dict[str, Any], dao: str, reason: str = "") -> SignableMessage:
    """The same, as eth-account computes it."""
    return encode_typed_data(full_message=wallet_json(entry, dao, reason))


def recover(message: SignableMessage, signature: str) -> str:
    """The account that signed, in lower case; empty where nothing can be recovered."""
    try:
        return str(Account.recover_message(message, signature=signature)).lower()
    except Exception:  # eth-account and its curve raise many kinds; for a tampered copy all mean "nobody"
        return ""


def signatures(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Who has signed an entry, and how: several founders for entry 0, otherwise one account."""
    if entry["kind"] == "dao.genesis":
        return [(item["founder"], item["signature"]) for item in entry["signatures"]]
    key = next(key for key in SIGNERS if key in entry["statement"])
    return [(entry["statement"][key], entry["signature"])]
