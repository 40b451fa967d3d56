"""Ballots that eth-account signs from our prepared JSON, in every form wallets return, and what must not count."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from binary import BAD_EVIDENCE
from checks import check, expect, expect_equal
from rehearsal import Rehearsal

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def compact(signature: bytes) -> bytes:
    """EIP-2098: the parity in the top bit of s."""
    parity = signature[64] - 27
    s = int.from_bytes(signature[32:64], "big") | parity << 255
    return signature[:32] + s.to_bytes(32, "big")


def high_s(signature: bytes) -> bytes:
    """The other signature of the same key over the same digest, which EIP-2 forbids."""
    s = CURVE_ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])


def log_after(rehearsal: Rehearsal, workspace: Path, path: Path, signature: str) -> dict[str, Any]:
    """Submits a ballot to a copy of the workspace: the log it leads to."""
    rehearsal.quorate.ask("vote", "submit", path, "--signature", signature, workspace=workspace)
    return dict(rehearsal.quorate.ask("log", "show", workspace=workspace))


@check("ballots signed by eth-account count")
def counted(rehearsal: Rehearsal) -> None:
    powers: Counter[str] = Counter()
    voters: Counter[str] = Counter()
    last = {vote.prepared["statement"]["voter"]: vote for vote in rehearsal.votes}
    for wallet, power in zip(rehearsal.wallets, rehearsal.powers, strict=True):
        if vote := last.get("evm:" + wallet.address[2:].lower()):
            powers[vote.prepared["statement"]["choice"]] += power
            voters[vote.prepared["statement"]["choice"]] += 1
    powers["For"] += 5  # alice, with a key of the binary's own
    voters["For"] += 1
    results = rehearsal.ask("results", "P-1")
    house = results["houses"]["holders"]
    expect_equal(
        {choice["name"]: (choice["power"], choice["voters"]) for choice in house["choices"]},
        {name: (str(powers[name]), voters[name]) for name in ("For", "Against", "Abstain")}, "results of P-1")
    expect_equal(results["replaced"], 1, "replaced ballots")
    expect_equal(house["ballots"], sum(voters.values()), "ballots")
    expect_equal(house["electorate"], str(sum(rehearsal.powers) + 10), "the electorate")


@check("65 bytes, v 0 or 1, and EIP-2098 are one ballot")
def encodings(rehearsal: Rehearsal) -> None:
    for wallet, choice in ((4, "For"), (5, "Against"), (0, "Abstain"), (1, "For")):
        path = rehearsal.prepare(wallet, choice, "--reason", "same", workspace=rehearsal.opened)
        signature = rehearsal.sign(wallet, path)
        bare = signature[:64] + bytes([signature[64] - 27])
        forms = [signature.hex(), "0x" + signature.hex(), "0x" + signature.hex().upper(), bare.hex(),
                 compact(signature).hex()]
        # Everything but the form is equal, the clock included: so must be every byte of the log.
        logs = [
            log_after(rehearsal, rehearsal.copy(f"form-{wallet}-{number}"), path, form)
            for number, form in enumerate(forms)
        ]
        for log in logs[1:]:
            expect_equal(log, logs[0], "the log after another form of the same signature")


@check("tampered ballots are refused")
def tampered(rehearsal: Rehearsal) -> None:
    workspace = rehearsal.copy("tampered")
    path = rehearsal.prepare(4, "For", "--reason", "mine", workspace=workspace)
    prepared = json.loads(path.read_text())
    signature = rehearsal.sign(4, path)
    before = rehearsal.quorate.ask("log", "show", workspace=workspace)

    def refused(file: dict[str, Any], signed: bytes, status: int, what: str, code: str) -> None:
        bad = rehearsal.folder / "bad.json"
        bad.write_text(json.dumps(file))
        got = rehearsal.quorate.refuses(
            status, "vote", "submit", bad, "--signature", signed.hex(), workspace=workspace)
        expect(got.startswith(code), f"{what} is refused as {got}, not {code}…")

    def flipped(position: int) -> bytes:
        return signature[:position] + bytes([signature[position] ^ 1]) + signature[position + 1:]

    for position in (0, 31, 32, 63):
        refused(prepared, flipped(position), BAD_EVIDENCE, f"byte {position} flipped", "sig.")
    for recovery in (2, 3, 26, 29, 35, 255):
        refused(prepared, signature[:64] + bytes([recovery]), BAD_EVIDENCE, f"v {recovery}", "sig.")
    refused(prepared, high_s(signature), BAD_EVIDENCE, "high s", "sig.")
    refused(prepared, signature[:64] + bytes([55 - signature[64]]), BAD_EVIDENCE, "the other parity", "sig.")
    refused(prepared, signature + b"\0", BAD_EVIDENCE, "66 bytes", "sig.")
    refused(prepared, rehearsal.sign(5, path), BAD_EVIDENCE, "another's signature", "sig.")
    # Whatever field is changed after signing, nobody has signed that.
    for key in sorted(prepared["statement"].keys() - {"dao"}):
        value = prepared["statement"][key]
        changed: object = value + 1 if isinstance(value, int) else value[:-1] + ("0" if value[-1] != "0" else "1")
        if key == "reason_hash":
            refused(_with(prepared, key, changed), signature, BAD_EVIDENCE, key, "ballot.reason")
        else:
            refused(_with(prepared, key, changed), signature, BAD_EVIDENCE, key, "sig.")
    refused(_with(prepared, "dao", "0x" + "00" * 32), signature, BAD_EVIDENCE, "another DAO", "sig.wrongDomain")
    refused(prepared | {"reason": "another"}, signature, BAD_EVIDENCE, "another reason", "ballot.reason")

    # A file that shows the wallet one thing and the log another.
    shown = json.loads(json.dumps(prepared))
    shown["typedData"]["message"]["choice"] = "Against"
    path.write_text(json.dumps(shown))
    refused(shown, rehearsal.sign(4, path), BAD_EVIDENCE, "typed data that shows another choice", "sig.")

    after = rehearsal.quorate.ask("log", "show", workspace=workspace)
    expect_equal(after, before, "the log after refusals only")


def _with(prepared: dict[str, Any], key: str, value: object) -> dict[str, Any]:
    return prepared | {"statement": prepared["statement"] | {key: value}}
