"""What a DAO signs about a model, verified by the programs that others use, and what those sign, verified by ours."""

import base64
import copy
import dataclasses
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import model_signing
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from eth_account import Account
from google.protobuf import json_format
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

from binary import BAD_EVIDENCE
from check_statements import recovers
from checks import Mismatch, Unavailable, check, expect, expect_equal
from hashes import sha256
from rehearsal import START, Rehearsal

ENVELOPES = ("approval.dsse.json", "svr.dsse.json", "vsa.dsse.json")
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
INFO = serialization.PublicFormat.SubjectPublicKeyInfo


@dataclass(frozen=True)
class Release:
    """A DAO that approved a model, and the folder of what two release keys and a member's key signed about it.

    All three are registered; two holders must sign, and the member's key, on secp256k1, does not count.
    """

    folder: Path
    workspace: Path
    model: Path
    attestations: Path

    def key(self, name: str) -> Path:
        return self.folder / f"{name}.pem"


def account_key(rehearsal: Rehearsal) -> ec.EllipticCurvePublicKey:
    """The public key of alice's account."""
    keystore = json.loads((rehearsal.quorate.config / "keys/alice.json").read_text())
    passphrase = rehearsal.quorate.passphrase.read_text().splitlines()[0]
    secret = int.from_bytes(Account.decrypt(keystore, passphrase), "big")
    return ec.derive_private_key(secret, ec.SECP256K1()).public_key()


def charter(rehearsal: Rehearsal, draft: Path, keys: dict[str, Any]) -> str:
    """The usual charter with a release block that names the keys."""
    text = (draft / "charter.yaml").read_text() + "release:\n  needs: 2\n  keys:\n"
    listed = [(name, "ecdsa-p256", key["spki"]) for name, key in keys.items()]
    listed.append(("alice", "ecdsa-secp256k1", "0x" + account_key(rehearsal).public_bytes(DER, INFO).hex()))
    for holder, algorithm, spki in listed:
        text += f'    - {{holder: {holder}, algorithm: {algorithm}, spki: "{spki}"}}\n'
    return text


def release(rehearsal: Rehearsal) -> Release:
    """Takes a model through the vote and signs it; made once."""
    folder = rehearsal.folder / "release"
    made = Release(folder, folder / "dao", folder / "tiny", folder / "dao/attestations/P-0001")
    if folder.exists():
        return made
    ask = rehearsal.quorate.ask
    (made.model / "sub").mkdir(parents=True)
    for name, content in (("config.json", "{}"), ("sub/w.txt", "w"), ("a-b", "x"), ("é", "y"), (".gitattributes", "z")):
        (made.model / name).write_text(content)
    keys = {name: ask("attest", "key", "create", name, "--light") for name in ("one", "two")}
    for name, key in keys.items():
        made.key(name).write_text(key["pem"])
    founding = ("--simulated-clock", START, "--founder", "alice")
    ask("init", folder / "draft", "--preset", "token-majority", "--name", "Release DAO", *founding)
    (folder / "charter.yaml").write_text(charter(rehearsal, folder / "draft", keys))
    ask("init", made.workspace, "--charter", folder / "charter.yaml", *founding)
    address = ask("key", "show", "alice")["address"]
    (folder / "members.csv").write_text(f"account,amount\n{address},5\n")

    def tell(*arguments: object) -> None:
        ask(*arguments, "--key", "alice", workspace=made.workspace)

    tell("member", "import", folder / "members.csv")
    draft = folder / "d.md"
    tell("proposal", "draft", "Deploy the tiny model", "--model", made.model, "-o", draft)
    tell("proposal", "submit", draft)
    ask("clock", "advance", "1d", workspace=made.workspace)
    tell("vote", "P-1", "For")
    ask("clock", "advance", "5d", workspace=made.workspace)
    tell("queue", "P-1")
    ask("clock", "advance", "2d", workspace=made.workspace)
    tell("execute", "P-1")
    tell("attest", "sign", "P-1", "--model", made.model, "--with", "one")
    tell("attest", "sign", "P-1", "--model", made.model, "--with", "two", "--with-account")
    return made


def library_key(path: Path) -> SSlibKey:
    return SSlibKey.from_crypto(serialization.load_pem_public_key(path.read_bytes()))


def library_envelope(written: dict[str, Any]) -> Envelope:
    """The library takes its input apart, so it gets one of its own."""
    return Envelope.from_dict(copy.deepcopy(written))


def refused(envelope: Envelope, keys: list[SSlibKey], threshold: int) -> bool:
    try:
        envelope.verify(keys, threshold)
    except Exception:  # the library has several kinds of "no"
        return True
    return False


@check("envelopes, by securesystemslib and in-toto-attestation")
def envelopes(rehearsal: Rehearsal) -> None:
    made = release(rehearsal)
    keys = [library_key(made.key(name)) for name in ("one", "two")]
    for name, key in zip(("one", "two"), keys, strict=True):
        expect_equal(rehearsal.quorate.ask("attest", "key", "show", name)["id"], key.keyid, f"the id of {name}")
    for name in ENVELOPES:
        written = json.loads((made.attestations / name).read_text())
        envelope = library_envelope(written)
        expect_equal(len(envelope.verify(keys, 2)), 2, f"the signers of {name}")
        parsed = json_format.Parse(envelope.payload, statement_pb2.Statement())
        Statement.copy_from_pb(parsed).validate()
        payload = bytearray(base64.b64decode(written["payload"]))
        payload[len(payload) // 2] ^= 1
        tampered = library_envelope(written | {"payload": base64.b64encode(payload).decode()})
        expect(refused(tampered, keys, 1), f"a tampered {name} is accepted")
        alone = library_envelope(written | {"signatures": written["signatures"][:1]})
        expect(refused(alone, keys, 2), f"one signature of {name} counts as two")


@check("a member's signature on an envelope, by openssl")
def member(rehearsal: Rehearsal) -> None:
    if shutil.which("openssl") is None:
        raise Unavailable("no openssl")
    made = release(rehearsal)
    public = account_key(rehearsal)
    (made.folder / "k1.pem").write_bytes(public.public_bytes(PEM, INFO))
    identity = sha256(public.public_bytes(DER, INFO)).hex()
    for name in ENVELOPES:
        written = json.loads((made.attestations / name).read_text())
        (signature,) = (s["sig"] for s in written["signatures"] if s["keyid"] == identity)
        payload = base64.b64decode(written["payload"])
        kind = written["payloadType"]
        message = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
        (made.folder / "sig").write_bytes(base64.b64decode(signature))
        expect(openssl_accepts(made.folder, message), f"openssl refuses the signature on {name}")
        expect(not openssl_accepts(made.folder, message + b" "), f"openssl accepts a tampered {name}")


def openssl_accepts(folder: Path, message: bytes) -> bool:
    (folder / "message").write_bytes(message)
    command = ["openssl", "dgst", "-sha256", "-verify", "k1.pem", "-signature", "sig", "message"]
    return subprocess.run(command, cwd=folder, capture_output=True).returncode == 0


def accepts(model: Path, signature: Path, key: Path) -> bool:
    """Whether the library finds the model to be the one that was signed."""
    try:
        model_signing.verifying.Config().use_elliptic_key_verifier(public_key=key).verify(model, signature)
    except Exception:  # the library has several kinds of "no"
        return False
    return True


@check("the signature of a model, by model-signing")
def signature(rehearsal: Rehearsal) -> None:
    made = release(rehearsal)
    bundle = made.attestations / "model.sig"
    expect(accepts(made.model, bundle, made.key("one")), "model-signing refuses our signature")
    expect(not accepts(made.model, bundle, made.key("two")), "model-signing accepts a key that signed second")
    for number, change in enumerate(("changed", "added", "renamed", "removed")):
        copy = made.folder / f"copy{number}"
        shutil.copytree(made.model, copy)
        match change:
            case "changed": (copy / "sub/w.txt").write_text("W")
            case "added": (copy / "pytorch_model.bin").write_text("p")
            case "renamed": (copy / "config.json").rename(copy / "confih.json")
            case "removed": (copy / "a-b").unlink()
        expect(not accepts(copy, bundle, made.key("one")), f"model-signing accepts a file that was {change}")
        ours = ("attest", "verify", bundle, "--public-key", made.key("one"), "--model", copy, "--at", "2026-12-10")
        expect_equal(rehearsal.quorate.refuses(BAD_EVIDENCE, *ours), "attest.files", f"a file that was {change}")
    written = json.loads(bundle.read_text())
    tampered = made.folder / "tampered.sig"
    payload = base64.b64decode(written["dsseEnvelope"]["payload"]).replace(b"Release DAO", b"Another DAO")
    written["dsseEnvelope"]["payload"] = base64.b64encode(payload).decode()
    tampered.write_text(json.dumps(written))
    expect(not accepts(made.model, tampered, made.key("one")), "model-signing accepts another approval")


@check("signatures that model-signing made, by ours")
def theirs(rehearsal: Rehearsal) -> None:
    made = release(rehearsal)
    secret = ec.generate_private_key(ec.SECP256R1())
    private, public, bundle = (made.folder / name for name in ("their.key", "their.pem", "their.sig"))
    private.write_bytes(secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    public.write_bytes(secret.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    model_signing.signing.Config().use_elliptic_key_signer(private_key=private).sign(made.model, bundle)
    verify = ("attest", "verify", bundle, "--public-key", public, "--model")
    answer = rehearsal.quorate.ask(*verify, made.model)
    if not any("4 signed files" in line for line in answer["checks"]):
        raise Mismatch(f"not all files were compared: {answer['checks']}")
    code = rehearsal.quorate.refuses(BAD_EVIDENCE, *verify, made.folder / "copy0")
    expect_equal(code, "attest.files", "their signature on a changed model")


@check("what release keys signed is on record, by eth-account and cryptography")
def recorded(rehearsal: Rehearsal) -> None:
    made = release(rehearsal)
    log = dataclasses.replace(rehearsal, workspace=made.workspace, founded=rehearsal.quorate.ask("status", workspace=made.workspace))
    entries = [entry["statement"] for _, entry in log.entries() if entry["kind"] == "release.sign"]
    expect_equal(recovers(log, "release.sign").total(), 2 * len(entries), "entries, each counted twice")
    expect_equal(len(entries), 3, "keys that signed")
    for statement in entries:
        key = serialization.load_der_public_key(bytes.fromhex(statement["key"][2:]))
        for message, signature in zip(statement["messages"], statement["signatures"], strict=True):
            (name, digest), (same, der) = message.split("=0x"), signature.split("=0x")
            expect_equal(same, name, "the name of a signature")
            check_digest = ec.ECDSA(Prehashed(hashes.SHA256()))
            key.verify(bytes.fromhex(der), bytes.fromhex(digest), check_digest)
            try:
                key.verify(bytes.fromhex(der), sha256(b"another"), check_digest)
            except InvalidSignature:
                continue
            raise Mismatch(f"the signature on the {name} is of anything")
