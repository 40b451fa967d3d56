"""The identities: of the DAO, statements, proposals, selections, charters and electorates."""

import json
from typing import Any

from checks import check, expect, expect_equal
from hashes import (
    canonical, hexed, leaf_hash, merkle_root, proposal_id, selection_hash, sha256, statement_id,
)
from rehearsal import Rehearsal


def document(rehearsal: Rehearsal, digest: str) -> bytes:
    """A document of the workspace by its hash, which is checked."""
    name = digest.removeprefix("0x")
    data = (rehearsal.workspace / ".quorate" / "documents" / name[:2] / name).read_bytes()
    expect_equal(digest, hexed(sha256(data)), "the hash of a document")
    return data


def statements(rehearsal: Rehearsal, kind: str) -> list[dict[str, Any]]:
    return [entry["statement"] for _, entry in rehearsal.entries() if entry["kind"] == kind]


@check("the DAO's identity")
def dao(rehearsal: Rehearsal) -> None:
    entry = rehearsal.entry(0)
    expect_equal(rehearsal.dao, statement_id(entry), "the identity")
    expect_equal((rehearsal.workspace / ".quorate" / "dao").read_text().strip(), statement_id(entry), "the pin")
    expect_equal(rehearsal.founded["origin"], f"localhost/quorate/{statement_id(entry)[2:]}", "the origin")
    for key, value in entry["statement"].items():
        changed = value + 1 if isinstance(value, int) else value[1:] if value else entry["statement"]["founders"]
        copy = entry | {"statement": entry["statement"] | {key: changed}}
        expect(statement_id(copy) != rehearsal.dao, f"another {key} gives the same identity")


@check("the identities of statements and what ballots replace")
def identities(rehearsal: Rehearsal) -> None:
    for vote in rehearsal.votes:
        entry = rehearsal.entry(vote.answer["entry"])
        expect_equal(vote.answer["statement"], statement_id(entry), f"ballot {vote.answer['entry']}")
        other = entry | {"kind": "proposal.act"}
        expect(statement_id(other) != vote.answer["statement"], "another kind gives the same identity")
    last = rehearsal.votes[-1].prepared["statement"]
    expect_equal(last["replaces"], statement_id(rehearsal.entry(rehearsal.votes[0].answer["entry"])), "replaces")


@check("the identities of proposals, and their contents")
def proposals(rehearsal: Rehearsal) -> None:
    for submitted in rehearsal.submitted:
        statement = rehearsal.entry(submitted["entry"])["statement"]
        expect_equal(submitted["id"], proposal_id(statement), submitted["proposal"])
        later = statement | {"sequence": statement["sequence"] + 1}
        expect(proposal_id(later) != submitted["id"], "another sequence gives the same identity")
        content = document(rehearsal, statement["content_hash"])
        expect_equal(content, canonical(json.loads(content)), "the canonical form of a content")
        expect_equal(json.loads(content)["title"], statement["title"], "the title")


@check("what a choice is hashed to")
def selections(rehearsal: Rehearsal) -> None:
    options = ["For", "Against", "Abstain"]
    for ballot in statements(rehearsal, "ballot.cast"):
        ours = ballot["selection_hash"]
        expect_equal(ours, selection_hash(ballot["choice"], "single-choice", options), "the selection")
        expect(ours != selection_hash(ballot["choice"], "single-choice", options[::-1]), "the order is not in it")


@check("the charter's hash")
def charter(rehearsal: Rehearsal) -> None:
    text = (rehearsal.workspace / "charter.yaml").read_bytes()
    expect_equal(rehearsal.founded["charter"], hexed(sha256(text)), "the charter")
    expect_equal(rehearsal.entry(0)["statement"]["charter_hash"], hexed(sha256(text)), "the charter of entry 0")
    edited = rehearsal.folder / "edited.yaml"
    edited.write_bytes(text + b"# one comment more\n")
    got = rehearsal.ask("charter", "hash", edited)["hash"]
    expect_equal(got, hexed(sha256(edited.read_bytes())), "the hash of an edited charter")


@check("the electorate's root, from the CSV alone")
def electorate(rehearsal: Rehearsal) -> None:
    statement = statements(rehearsal, "electorate.register")[0]
    rows = [line.split(",") for line in (rehearsal.folder / "members.csv").read_text().splitlines()[1:]]
    lines = sorted(f"evm:{account[2:].lower()} token={amount}\n" for account, amount in rows)
    expect_equal(statement["root"], root(lines), "the root")
    expect_equal(statement["file"], hexed(sha256("".join(lines).encode())), "the file")
    expect_equal(document(rehearsal, statement["file"]).decode(), "".join(lines), "the lines")
    expect_equal(statement["totals"], [f"token={sum(int(amount) for _, amount in rows)}"], "the totals")
    lines[0] = lines[0].replace("\n", "0\n")
    expect(root(lines) != statement["root"], "ten times the power gives the same root")


def root(lines: list[str]) -> str:
    return hexed(merkle_root([leaf_hash(line.encode()) for line in lines]))
