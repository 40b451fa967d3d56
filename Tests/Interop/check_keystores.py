"""Web3 keystores in both directions."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from eth_account import Account

from binary import NOT_ALLOWED
from checks import check, expect, expect_equal
from hashes import sha256
from rehearsal import Rehearsal

PASSPHRASE = "pässwört of the rehearsal"


def flipped(keystore: dict[str, Any]) -> dict[str, Any]:
    """The keystore with one bit of the encrypted key changed."""
    copy = json.loads(json.dumps(keystore))
    text = copy["crypto"]["ciphertext"]
    copy["crypto"]["ciphertext"] = text[:-1] + ("0" if text[-1] != "0" else "1")
    return dict(copy)


def opens(keystore: dict[str, Any], passphrase: str) -> str:
    """The address of a keystore that eth-account opens; empty where it does not."""
    try:
        return str(Account.from_key(Account.decrypt(keystore, passphrase)).address)
    except ValueError:
        return ""


@check("keystores of ours open in eth-account")
def ours(rehearsal: Rehearsal) -> None:
    for name, more in (("light", ["--light"]), ("standard", [])):
        created = rehearsal.quorate.ask("key", "create", name, *more)
        keystore = json.loads(Path(created["path"]).read_text())
        expect_equal(created["address"], opens(keystore, PASSPHRASE), f"the address of the {name} keystore")
        expect(opens(keystore, PASSPHRASE + "\n") == "", "it opens with a line feed in the passphrase")
        expect(opens(flipped(keystore), PASSPHRASE) == "", "a tampered keystore opens in eth-account")


@check("keystores of eth-account import")
def theirs(rehearsal: Rehearsal) -> None:
    wrong = rehearsal.folder / "wrong"
    wrong.touch(mode=0o600)
    wrong.write_text("another passphrase")
    forms = (("scrypt", 2**14), ("scrypt", 2**18), ("pbkdf2", 10_240), ("pbkdf2", 1_000_000))
    for number, (kdf, cost) in enumerate(forms):
        wallet = Account.from_key(sha256(f"quorate interop keystore {number}".encode()))
        keystore = wallet.encrypt(PASSPHRASE, kdf=kdf, iterations=cost)
        path = rehearsal.folder / f"keystore-{number}.json"
        path.write_text(json.dumps(keystore))
        name = f"{kdf}-{cost}"
        careless = replace(rehearsal.quorate, passphrase=wrong)
        careless.refuses(NOT_ALLOWED, "key", "import", name, "--file", path)
        imported = rehearsal.quorate.ask("key", "import", name, "--file", path)
        expect_equal(imported["address"], wallet.address, f"the address of {name}")
        path.write_text(json.dumps(flipped(keystore)))
        # A broken MAC cannot be told from a wrong passphrase.
        rehearsal.quorate.refuses(NOT_ALLOWED, "key", "import", name + "-bad", "--file", path)


@check("an imported key signs like the wallet it came from")
def signs(rehearsal: Rehearsal) -> None:
    workspace = rehearsal.copy("imported")
    wallet = rehearsal.wallets[5]
    path = rehearsal.folder / "wallet-5.json"
    path.write_text(json.dumps(wallet.encrypt(PASSPHRASE, kdf="scrypt", iterations=2**12)))
    rehearsal.quorate.ask("key", "import", "wallet-5", "--file", path)
    cast = rehearsal.quorate.ask("vote", "P-1", "For", "--key", "wallet-5", workspace=workspace)
    expect_equal(cast["voter"], wallet.address, "the voter")
    entry = rehearsal.quorate.ask("log", "show", cast["entry"], workspace=workspace)["entry"]
    again = rehearsal.copy("signed-outside")
    prepared = rehearsal.prepare(5, "For", workspace=again)
    # Both sign deterministically (RFC 6979); if one did not, this would compare two valid ballots.
    expect_equal(entry["signature"], "0x" + rehearsal.sign(5, prepared).hex(), "the signature")
