"""Statements of the log, rebuilt from their fields alone and recovered by eth-account."""

import re
from collections import Counter
from hashlib import sha256
from typing import Any

from checks import check, expect, expect_equal, repository
from council import council
from hashes import hexed, keccak256, unhex
from rehearsal import Rehearsal
from typed_data import SHAPES, by_eth_account, by_hand, recover, same_account, signatures

UNUSED = {"proposal.deposit", "resource.draw", "release.sign"}
"""The rehearsal signs none of these; that they are what statements.md says is all that is checked here."""
PAGE = repository() / "docs" / "spec" / "statements.md"
FORMS = {"text": "string", "texts": "string[]", "digest": "bytes32", "integer": "uint64", "account": "address",
         "accounts": "address[]", "bytes": "bytes", "erasable": "string"}



def changed_copies(entry: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The entry once for every field, that field changed into another value it may take."""
    copies: list[tuple[str, dict[str, Any]]] = []
    for key, value in entry["statement"].items():
        changed: Any
        match value:
            case int():
                changed = value + 1
            case list():
                changed = value[1:] if value else [f"evm:{'1' * 40}" if key == "recoverers" else "deploy everything"]
            case str() if key == "reason_hash" and not value:
                changed = hexed(keccak256(b"a reason"))
            case str() if value.startswith(("0x", "evm:")):
                changed = value[:-1] + ("0" if value[-1] != "0" else "1")
            case _:
                changed = value + " "
        if key != "dao":
            copies.append((key, entry | {"statement": entry["statement"] | {key: changed}}))
    return copies


def reasons(rehearsal: Rehearsal) -> dict[str, str]:
    """The texts of the reasons that passed through a wallet, by their hashes."""
    texts = [vote.prepared["reason"] for vote in rehearsal.votes if vote.prepared["reason"]]
    return {hexed(keccak256(text.encode())): text for text in texts}


def recovers(rehearsal: Rehearsal, kind: str) -> Counter[str]:
    """Recovers every entry of a kind, and none of its changed copies; returns how many of which sort."""
    known = reasons(rehearsal)
    seen: Counter[str] = Counter()
    for index, entry in rehearsal.entries():
        if entry["kind"] != kind:
            continue
        for account, signature in signatures(entry):
            what = f"entry {index} ({kind})"
            ours = by_hand(entry, rehearsal.dao)
            expect(same_account(account, recover(ours, signature)), f"{what} recovers another account")
            hash_ = entry["statement"].get("reason_hash", "")
            if not hash_ or hash_ in known:
                theirs = by_eth_account(entry, rehearsal.dao, known.get(hash_, ""))
                expect_equal(theirs, ours, f"{what}, the typed data of eth-account")
                expect(same_account(account, recover(theirs, signature)), f"{what}: eth-account recovers another")
            elsewhere = by_hand(entry, "0x" + "11" * 32)
            expect(not same_account(account, recover(elsewhere, signature)), f"{what} recovers for another DAO")
            for key, copy in changed_copies(entry):
                got = recover(by_hand(copy, rehearsal.dao), signature)
                expect(not same_account(account, got), f"{what} still recovers with another {key}")
            seen["with a reason" if hash_ else "without a reason"] += 1
            seen[entry["statement"].get("deed", "")] += 1
    return seen


@check("ballots of the log recover")
def ballots(rehearsal: Rehearsal) -> None:
    seen = recovers(rehearsal, "ballot.cast")
    expect(seen["with a reason"] >= 2 and seen["without a reason"] >= 2, f"not every sort of ballot: {seen}")


@check("the founding statement recovers for every founder")
def genesis(rehearsal: Rehearsal) -> None:
    expect_equal(recovers(rehearsal, "dao.genesis").total(), 4, "founders' signatures, each counted twice")


@check("proposals of the log recover")
def proposals(rehearsal: Rehearsal) -> None:
    expect(recovers(rehearsal, "proposal.submit").total() > 0, "there is none")
    actions = [len(e["statement"]["actions"]) for _, e in rehearsal.entries() if e["kind"] == "proposal.submit"]
    expect_equal(sorted(actions), [0, 0, 1], "actions of the proposals")


@check("delegations of the log recover")
def delegations(rehearsal: Rehearsal) -> None:
    seen = recovers(rehearsal, "delegation.set")
    expect(seen["delegate"] > 0 and seen["revoke"] > 0, f"not both deeds: {seen}")


@check("electorates of the log recover")
def electorates(rehearsal: Rehearsal) -> None:
    expect(recovers(rehearsal, "electorate.register").total() > 0, "there is none")


@check("acts of the log recover")
def acts(rehearsal: Rehearsal) -> None:
    seen = recovers(rehearsal, "proposal.act")
    expect(all(seen[deed] > 0 for deed in ("queue", "execute", "veto", "cancel")), f"not every deed: {seen}")


@check("orders, evidence, incidents, attesters and evaluators recover")
def safety(rehearsal: Rehearsal) -> None:
    braked = council(rehearsal)
    orders = recovers(braked, "emergency.act")
    expect(all(orders[deed] > 0 for deed in ("pause", "resume", "revoke")), f"not every deed: {orders}")
    for kind in ("evidence.commission", "evidence.attest", "incident.report", "electorate.attest",
                 "evaluation.open", "evaluation.commit", "evaluation.reveal"):
        expect(recovers(braked, kind).total() > 0, f"there is no {kind}")
    seen = {entry["kind"] for log in (rehearsal, braked) for _, entry in log.entries()}
    expect_equal(seen, SHAPES.keys() - UNUSED, "kinds in the logs")
    scores(braked)


def scores(rehearsal: Rehearsal) -> None:
    """What an evaluator commits to is what it shows, by the digest of evaluation.md."""
    said = {entry["kind"]: entry["statement"] for _, entry in rehearsal.entries()}
    committed, shown = said["evaluation.commit"], said["evaluation.reveal"]
    parts = [unhex(shown["round_id"]), shown["evaluator"].encode(), unhex(shown["salt"]),
             b"".join(int(line.rpartition("=")[2]).to_bytes(8, "big") for line in shown["scores"])]
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    expect_equal(committed["commitment"], hexed(sha256(b"quorate/scores/v1\n" + framed).digest()), "the commitment")
    expect_equal(shown["scores"], ["one=7", "zwölf=100"], "what was shown")


@check("what is signed is what statements.md lists, for every kind")
def kinds(rehearsal: Rehearsal) -> None:
    listed = {}
    for kind, name, rest in re.findall(r"\n## (\S+)\n\nEIP-712 type `(\w+)`(.*?)(?=\n## |\Z)", PAGE.read_text(), re.S):
        fields = []
        for cells in (line.split("|")[1:4] for line in rest.split("\n") if line.startswith("| `")):
            keys, labels = (re.findall(r"`(\w+)`", cell) for cell in cells[:2])
            if not labels:  # the three that all have in common, or some of them
                labels = [re.sub(r"_(\w)", lambda found: found[1].upper(), key) for key in keys]
            form = FORMS.get(cells[2].strip(), "uint64" if not cells[2].strip() else "")
            fields += [(key, label, form) for key, label in zip(keys, labels, strict=False) if form]
        listed[kind] = (name, fields)
    expect_equal(listed, SHAPES, "kinds and their fields")
