"""What release keys sign (docs/spec/attestation.md, Signing): the keys that charters and votes register, what
follows from a decision about a model to the byte, and who has signed it. When a release is complete decides nothing
in a log."""

import json
import re
from hashlib import sha256
from unicodedata import category

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from second_actions import KEY, distinct, instant_of, key_id
from second_models import ModelsDao
from second_proofs import read_proof, unbase
from second_seats import check_key
from second_verifier import b64encode, canonical, check_ed25519, demand, know, read, read_entry
from second_verifier import text, unhex

know("release.sign", "Release(string dao,string proposal,string decision,string model,string[] environments,"
     "uint64 expires,bytes32 omsRoot,bytes32 dirHash,string[] runtime,bytes key,string[] messages,string[] signatures,"
     "address actor,bytes32 proposalId,")
APPROVAL, FILES = "https://quorate.org/attestation/governance-approval/v1", "https://model_signing/signature/v1.0"
REVOCATION, RESULT = "https://quorate.org/attestation/revocation/v1", "https://in-toto.io/attestation/svr/v0.2"
SUMMARY, TYPE = "https://slsa.dev/verification_summary/v1", b"application/vnd.in-toto+json"
NAMES = {"approved": ["approval", "model", "svr", "vsa"], "revoked": ["revocation"], "rejected": ["vsa"]}
LISTED = {"resources": [{"algorithm": "sha256", "digest": "[0-9a-f]{64}", "name": lambda path: check_path(path)}],
          "serialization": {"allow_symlinks": bool, "hash_type": "sha256", "ignore_paths?": [".*"], "method": "files"},
          APPROVAL: dict}


def check_path(path):
    """A path that a file of a model may have (model.md, Files)."""
    names = read(path, ".+").split("/")
    demand(len(names) <= 64, len(path.encode()) <= 4096, not {*names} & {"", ".", ".."}, "\\" not in path)
    demand(all(len(name.encode()) <= 255 and not re.match("[A-Za-z]:", name) for name in names))
    demand(not {*map(category, path)} & {"Cc", "Zl", "Zp"}, all(name.lower() != ".git" for name in names))
    demand(not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", path))
    return path


def message_of(statement):
    """What signatures are over: the encoding of DSSE."""
    payload = canonical(statement)
    return b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE, len(payload), payload)


def statement(kind, name, subject, predicate):
    return {"_type": "https://in-toto.io/Statement/v1", "predicate": predicate, "predicateType": kind,
            "subject": [{"digest": subject, "name": name}]}


def reference(uri, digest):
    return {"digest": {"sha256": digest[2:]}, "uri": uri}


class Decision:
    """What a proposal has decided about a model, and what is signed about that (attestation.md, To the byte)."""

    def __init__(self, dao, proposal):
        self.dao, self.proposal, self.stage, action = dao, proposal, None, proposal.action
        told, kind = dao.approvals.get(proposal.id), proposal.s.kind
        self.kind = "approved" if told else "revoked" if kind == "model.revoke" else "rejected"
        if told:
            demand(not told.revoked, told.model not in dao.retired or dao.clock < dao.retired[told.model],
                   dao.clock < told.ends, not dao.doubted(proposal))
            action = action.get("child", action)
            self.stage = told.stages[told.open] if told.stages else None
            self.starts, self.ends, self.index = told.starts, told.ends, told.open + 1
        elif kind == "model.revoke":
            demand(proposal.ending == "tookEffect")
        else:
            demand(kind == "model.deploy", proposal.state(proposal.now(dao.clock))[0] == "defeated")
        self.action, self.subject = action, {"dirHash": action["dir_hash"][2:], "sha256": action["oms_root"][2:]}
        self.name = action.get("name", "")
        self.rules = reference(f"quorate:rules/{proposal.rules_hash[2:]}", proposal.rules_hash)

    def fields(self):
        """What a statement must say."""
        places = [self.action["environment"]] if self.name else self.action.get("environments", [])
        runtime = self.action["runtime"] if self.kind == "approved" else {}
        return {"decision": self.kind, "model": self.name, "environments": places,
                "expires": self.ends if self.kind == "approved" else 0, "oms_root": self.action["oms_root"],
                "dir_hash": self.action["dir_hash"], "runtime": [f"{name}={runtime[name]}" for name in sorted(runtime)]}

    def common(self, proof):
        """What an approval and a revocation have in common."""
        one = self.proposal
        return {"dao": self.dao.id, "daoName": self.dao.genesis.name, "proof": b64encode(proof).decode(),
                "proposal": {"content": one.s.content_hash, "id": one.id, "number": one.number}}

    def approval(self, proof):
        told, stage = self.action, self.stage
        return self.common(proof) | {
            "action": "model.deploy", "environment": told["environment"], "expires": instant_of(self.ends),
            "notBefore": instant_of(self.starts), "protocols": self.protocols(), "runtime": told["runtime"],
            "rules": self.proposal.rules_hash} | ({"audience": told["audience"]} if "audience" in told else {}) | (
            {"stage": {"index": self.index, "maxTrafficPermille": stage["max_traffic_permille"], "name": stage["name"]}}
            if stage else {})

    def protocols(self):
        return [reference(f"quorate:protocol/{one['id']}@{one['version']}", one["sha256"])
                for one in self.action.get("protocols", ())]

    def statement(self, name, proof=b"", listed=None):
        """What must be signed under a name, with what is left to the holder."""
        verifier = {"id": f"https://quorate.org/dao/{self.dao.id[2:]}"}
        if name == "revocation":
            return statement(REVOCATION, self.proposal.number, self.subject, self.common(proof) | {
                "environments": self.action.get("environments", []), "reason": self.action["reason"],
                "since": instant_of(self.proposal.executed_at)})
        if name == "vsa":
            return statement(SUMMARY, self.name, self.subject, self.summary() | {"verifier": verifier})
        if name == "svr":
            stages = [f"QUORATE_STAGE_{self.index}"] if self.stage else []
            return statement(RESULT, self.name, self.subject, {
                "properties": ["QUORATE_DEPLOY_APPROVED", f"QUORATE_ENV_{self.place()}", *stages],
                "timeCreated": instant_of(self.starts),
                "verifier": verifier | {"policies": [self.rules, *self.protocols()]}})
        if name == "model":
            return statement(FILES, self.name, {"sha256": self.subject["sha256"]}, {
                "resources": listed["resources"], APPROVAL: self.approval(proof), "serialization": {
                    "allow_symlinks": False, "hash_type": "sha256", "method": "files",
                    "ignore_paths": listed["serialization"].get("ignore_paths", [])}})
        return statement(APPROVAL, self.name, self.subject, self.approval(proof))

    def place(self):
        return self.action["environment"].upper().replace("-", "_")

    def summary(self):
        passed = self.kind == "approved"
        return {"inputAttestations": [reference(f"sha256:{one[2:]}", one) for one in self.action.get("evidence", ())]
                if passed else [], "policy": self.rules, "slsaVersion": "1.2",
                "resourceUri": [*self.action["locations"], f"quorate:model/{self.action['dir_hash'][2:]}"][0],
                "timeVerified": instant_of(self.starts if passed else self.proposal.closes),
                "verificationResult": "PASSED" if passed else "FAILED",
                "verifiedLevels": [f"QUORATE_APPROVED_{self.place()}"] if passed else []}

    def follows(self, name, data):
        """Whether a message is, to the byte, what follows from the log."""
        proof, listed = b"", None
        if name in ("approval", "revocation", "model"):
            told = json.loads(data.split(b" ", 4)[4])["predicate"]
            listed = read(told, LISTED) if name == "model" else None
            proof = unbase((listed[APPROVAL] if listed else told)["proof"])
            self.check_proof(proof)
        if listed:
            whole = b"".join(bytes.fromhex(one["digest"]) for one in listed["resources"])
            demand(sha256(whole).hexdigest() == self.subject["sha256"], len(listed["resources"]) <= 100000)
        demand(data == message_of(self.statement(name, proof, listed)))

    def check_proof(self, proof):
        """A receipt of the entry that gave effect to the decision (statements.md, release.sign)."""
        dao, told = self.dao, read_proof(proof)
        entry, s, of, _ = read_entry(told.entry)
        demand(entry["kind"] == "proposal.act", s.deed == "execute", s.proposal_id == self.proposal.id, of == dao.id,
               told.index == self.proposal.executed, entry["received"] == self.proposal.executed_at,
               told.origin == f"{dao.genesis.host}/quorate/{dao.id[2:]}")
        if hasattr(dao.genesis, "next_log_keys"):
            key = [pair[0] for index, pair in dao.chain.pairs if index < told.size][-1]
            check_ed25519(told.note, told.origin, key, told.body)


HELD = {"holder": text(120), "algorithm": KEY["algorithm"], "spki": KEY["spki"]}


def release_block(value):
    """Who signs releases (charter.md, Release)."""
    told = read(value, {"needs": int, "keys?": distinct(HELD, 32)})
    demand(1 <= told["needs"] <= 32, len({*map(key_id, told.get("keys", ()))}) == len(told.get("keys", ())))
    for key in told.get("keys", ()):
        check_key(key)
    return told


def keys_of(charter):
    return {key_id(key): key["holder"] for key in (vars(charter).get("release") or {}).get("keys", ())}


class ReleasedDao(ModelsDao):
    """The state of a DAO whose log has what release keys signed."""

    form = ModelsDao.form | {"release?": release_block}

    def __init__(self, documents, founding):
        self.holders, self.successors, self.signed = {}, {}, {}  # by key: who holds it, what replaced it, what it signed
        super().__init__(documents, founding)

    def registered_for_release(self, key):
        return self.keys.get(("release", key))

    def may_charter_amend(self, action):
        """Whether the keys that a charter names can be registered by it."""
        self.fit(self.read(action["charter"]))

    def fit(self, charter):
        for key, holder in keys_of(charter).items():
            demand(self.holders.get(key, holder) == holder)
            demand(key not in self.holders or key in keys_of(self.charter) or self.registered_for_release(key))

    def adopt(self, charter):
        old, new = keys_of(self.charter) if hasattr(self, "charter") else {}, keys_of(charter)
        if hasattr(self, "charter"):
            self.fit(charter)
        super().adopt(charter)
        for key, holder in new.items():
            if key not in self.holders:
                self.holders[key], self.keys["release", key] = holder, True
        for key in {*old} - {*new}:
            while key:
                if key not in new:
                    self.keys["release", key] = False
                key = self.successors.get(key)

    def do_key_register(self, subject):
        super().do_key_register(subject)
        if subject.action["purpose"] == "release":
            self.holders[key_id(subject.action)] = self.holders.get(
                subject.action.get("replaces"), subject.action.get("holder"))

    def do_key_rotate(self, subject):
        super().do_key_rotate(subject)
        if subject.action["purpose"] == "release":
            self.successors[subject.action["replaces"]] = key_id(subject.action)

    def release_sign(self, who, s, subject):
        """A signature of a registered key on what follows from a decision that is in force."""
        pairs = [dict(read(one, "[a-z]+=0x[0-9a-f]+").split("=") for one in lines)
                 for lines in (s.messages, s.signatures)]
        names = [line.split("=")[0] for line in s.messages]
        key = load_der_public_key(unhex(s.key))
        demand(isinstance(key, ec.EllipticCurvePublicKey))
        check_key({"algorithm": "ecdsa-p256" if key.curve.name == "secp256r1" else "ecdsa-secp256k1", "spki": s.key})
        demand([*pairs[0]] == [*pairs[1]] == names == [line.split("=")[0] for line in s.signatures])
        for name, digest in pairs[0].items():
            key.verify(unhex(pairs[1][name]), unhex(digest), ec.ECDSA(Prehashed(SHA256())))
        demand(hasattr(self.read(subject.s.charter_hash), "release"))
        decision = Decision(self, subject)
        demand(all(getattr(s, field) == value for field, value in decision.fields().items()))
        demand(names in (NAMES[decision.kind], [name for name in NAMES[decision.kind] if name != "model"]))
        identity = "0x" + sha256(unhex(s.key)).hexdigest()
        before = self.signed.setdefault((identity, subject.id), set())
        demand(self.registered_for_release(identity), {*pairs[0].values()} - before)
        for name, digest in pairs[0].items():
            decision.follows(name, self.document(digest))
        before |= {*pairs[0].values()}
