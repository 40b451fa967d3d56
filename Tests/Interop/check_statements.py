"""Statements of the log, rebuilt from their fields alone and recovered by eth-account."""

from collections import Counter
from typing import Any

from checks import check, expect, expect_equal
from hashes import hexed, keccak256
from rehearsal import Rehearsal
from typed_data import by_eth_account, by_hand, recover, same_account, signatures

EVERY_KIND = {
    "dao.genesis", "electorate.register", "proposal.submit", "ballot.cast", "delegation.set", "proposal.act",
}


def changed_copies(entry: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The entry once for every field, that field changed into another value it may take."""
    copies: list[tuple[str, dict[str, Any]]] = []
    for key, value in entry["statement"].items():
        changed: Any
        match value:
            case int():
                changed = value + 1
            case list():
                changed = value[1:] if value else ["deploy everything"]
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


@check("no kind of statement is left out")
def kinds(rehearsal: Rehearsal) -> None:
    expect_equal({entry["kind"] for _, entry in rehearsal.entries()}, EVERY_KIND, "kinds in the log")
