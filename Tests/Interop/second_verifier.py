#!/usr/bin/env python3
"""Audits a bundle of Quorate again, by docs/spec alone: second_verifier.py FILE.qaudit [--pin DAO]

Exit status 0: all holds; 4: something does not, or does not read; 5: a document is missing; 69: something is not known
here, and the last line names it. Known are charters like token-majority and compound; to second_amendments.py much more."""

import io, json, re, sys, tarfile
from base64 import b64decode, b64encode
from collections import Counter
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from types import SimpleNamespace
from unicodedata import category, is_normalized

from coincurve import PublicKey, PublicKeyXOnly
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from second_keccak import keccak
from second_yaml import read_yaml

MISSING, UNSUPPORTED, PLANNED, BIP340 = 5, 69, "dao.plan", b"\xffquorate.org/secp256k1-bip340/v1\n"
NAME, LABEL = "[a-z][a-z0-9-]{0,31}", "[a-z0-9-]{1,40}"
TOP = str(1 << 128)  # amounts lie below: fewer digits, or a smaller one after some that are the same
ABOVE_0 = "(?:[1-9][0-9]{0,37}|" + "|".join(
    f"{TOP[:at]}[{at == 0:d}-{int(TOP[at]) - 1}][0-9]{{{38 - at}}}" for at in range(39) if TOP[at] != "0") + ")"
WHOLE = f"(?:0|{ABOVE_0})"
ACCOUNT, DIGEST, BYTES = "evm:(?!0{40})[0-9a-f]{40}", "0x[0-9a-f]{64}", "0x(?:[0-9a-f]{2})*"
# Unicode's Default_Ignorable_Code_Point, as far as categories do not tell.
SIGN = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
PATHS = r"policy\.txt|tally/P-[0-9]{4,}\.json|log/(checkpoint|old/[0-9]+\.note|tile/.*)"
SHARE, ADDRESS = "[1-9][0-9]{0,11}(/[1-9][0-9]{0,11}|%)", "0x(?!0{40})[0-9a-fA-F]{40}"
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
OTHERS = ("electorate.attest|proposal.deposit|emergency.act|evidence.(commission|attest)|incident.report|"
          "evaluation.(open|commit|reveal)|resource.draw|release.sign|checkpoint.witnessed|time.correct|"
          "ballot.boxed|log.(keys|recover|keep)").replace(".", r"\.")
TYPES, FIELDS, SIGNERS = {}, {}, {}
KEYS = {"action": "deed", "reason": "reason_hash", "dao": "dao_name", "dao.dao": "name"}
def know(kind, form):  # a statement by its type in EIP-712; the type of each field by its log key, and whose it is
    TYPES[kind] = form if form[-1] == ")" else form + "uint64 sequence,uint64 signedAt,uint64 validUntil)"
    FIELDS[kind] = {KEYS.get(kind[:4] + name) or KEYS.get(name) or re.sub("(?=[A-Z])", "_", name).lower():
        name if name == "reason" else type_ for type_, name in re.findall(r"([a-z0-9\[\]]+) (\w+)", TYPES[kind])}
    SIGNERS[kind] = [name for name, type_ in FIELDS[kind].items() if type_[:7] == "address"][0]
know("dao.genesis", "Genesis(string dao,string host,bytes32 random,bytes32 charterHash,bytes logEd25519,"
    "bytes logSecp256k1,address[] founders,string clock,uint64 createdAt)")
know(PLANNED, TYPES["dao.genesis"][:-1] +
    ",bytes32 nextLogKeys,address[] recoverers,uint64 recoveryNeeds,uint64 recoveryDelay)")
know("electorate.register", "Electorate(string dao,string series,string source,uint64 rows,string[] totals,"
    "bytes32 root,bytes32 file,address registrar,")
know("proposal.submit", "Proposal(string dao,string title,string kind,string[] actions,address proposer,"
    "bytes32 contentHash,bytes32 charterHash,")
know("ballot.cast", "Ballot(string dao,string proposal,string title,address voter,string house,string choice,"
    "bytes32 selectionHash,string reason,bytes32 proposalId,bytes32 electoratesHash,bytes32 rulesHash,"
    "uint64 sequence,bytes32 replaces,uint64 signedAt,uint64 validUntil)")
know("delegation.set",
    "Delegation(string dao,string action,address delegator,address delegate,string topic,uint64 expires,")
know("proposal.act", "Act(string dao,string action,string proposal,string title,address actor,string reason,"
    "bytes32 proposalId,")
WORDS = {  # how the log writes a field of a type, and its 32 bytes in EIP-712
    "string": (".*", lambda value: keccak(value.encode())),
    "reason": (f"({DIGEST})?", lambda value: unhex(value) or keccak(b"")),
    "bytes": (BYTES, lambda value: keccak(unhex(value))), "bytes32": (DIGEST, lambda value: unhex(value)),
    "uint64": (int, lambda value: value.to_bytes(32, "big")),
    "address": (ACCOUNT, lambda value: bytes(12) + unhex(value[2:])),
    "string[]": ([".*"], lambda value: keccak(b"".join(map(WORDS["string"][1], value)))),
    "address[]": ([ACCOUNT], lambda value: keccak(b"".join(map(WORDS["address"][1], value))))}
STOPS = "veto", "reject", "slash", "postpone"
UNITS = {"d": 86400000, "h": 3600000, "m": 60000, "s": 1000, "ms": 1}
NOTE = re.compile(r"— ([^\s+\0-\x1f]+) ([^\s=]{7,}=*)\n")
DOMAIN = b"EIP712Domain(string name,string version,bytes32 salt)", b"Quorate", b"1"

class Undecided(BaseException):
    """MISSING or UNSUPPORTED, and what. It passes where every Exception is caught."""
def demand(*conditions, known="", missing=""):
    if not all(conditions):
        raise (Undecided(UNSUPPORTED, f"unsupported: {known}") if known else
               Undecided(MISSING, f"missing: {missing}") if missing else ValueError("no"))

def unhex(digits): return bytes.fromhex(digits[2:])
def scope_of(who, kind, s):  # of sequences (statements.md)
    return who, kind.replace("reveal", "commit"), *map(s.get, ("series", "proposal_id", "house", "grant", "round_id"))
def named(test): return {one for names in (test["count"], test.get("of")) if type(names) is list for one in names}
def u64(number): return number.to_bytes(8, "big")
def framed(*parts): return b"".join(u64(len(part)) + part for part in parts)
def tagged(name, *parts): return "0x" + sha256(name.encode() + b"\n" + framed(*parts)).hexdigest()
def identity(kind, s): return tagged("quorate/statement/v1", kind.encode(), canonical(vars(s)))
def leaf_of(entry): return sha256(b"\0" + entry).digest()
def leaves_of(entries): return [*map(leaf_of, entries)]
def note_of(log, leaves): return f"{log}\n{len(leaves)}\n{b64encode(root_of(leaves)).decode()}\n".encode()
def canonical(value): return ENCODER.encode(value).encode()  # of whole numbers, and keys in ASCII
def share(value): return "%d/%d" % Fraction(read(value, SHARE).replace("%", "/100")).as_integer_ratio()

def read_json(data, form=dict):
    value = json.loads(data, parse_float=int, parse_constant=int)  # which `int` does not read
    demand(canonical(value) == data)
    return read(value, form)
def read(value, form):
    """A value in its form: a pattern, a type (`int` from 0 to 2^53), a function that converts,
    [the form] of all items, or a table by members: "?" may be missing, "*" is any name."""
    if isinstance(form, list):
        return [read(item, form[0]) for item in read(value, list)]
    if isinstance(form, dict):
        known = {name.rstrip("?"): form[name] for name in form} if "*" not in form else {
            name: form["*"] for name in value if re.fullmatch(NAME, name)}
        demand({name for name in form if name[-1] not in "?*"} <= value.keys() <= known.keys())
        return {name: read(item, known[name]) for name, item in value.items()}
    if isinstance(form, str):
        demand(re.fullmatch(form, value, re.S))
    elif isinstance(form, type):
        demand(type(value) is form, form is not int or 0 <= value < 1 << 53)
    return value if isinstance(form, str | type) else form(value)
def text(most, form=".*"):  # of at most so many signs, safe to show (proposal-file.md)
    def look(value):
        demand(read(value, form).strip(), len(value) <= most, is_normalized("NFC", value))
        demand(not {*map(category, value)} & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}, not re.search(SIGN, value))
        demand("Cn" not in map(category, value), known="a sign that is not in the tables of this Python")
        return value
    return look

def pack(files):  # to the one form of an archive (bundle.md)
    blocks = []
    for path, data in sorted(files.items()):
        header = tarfile.TarInfo(path)
        header.size = len(data)
        blocks += [header.tobuf(tarfile.USTAR_FORMAT), data, bytes(-len(data) % 512)]
    return b"".join(blocks) + bytes(1024)
def unpack(data):
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        files = {entry.name: archive.extractfile(entry).read() for entry in archive}
    demand(pack(files) == data)
    return files

def root_of(leaves):  # RFC 6962: pairs are joined; a lone last one moves up as it is
    while len(leaves) > 1:
        pairs = zip(leaves[::2], leaves[1::2])
        leaves = [sha256(b"\1" + a + b).digest() for a, b in pairs] + leaves[len(leaves) // 2 * 2:]
    return leaves[0] if leaves else sha256(b"").digest()
def tiles(entries):  # path and bytes of every tile of a log of these entries (published-log.md)
    files, levels = {}, [[len(one).to_bytes(2, "big") + one for one in entries], leaves_of(entries)]
    while full := len(levels[-1]) // 256 * 256:
        levels.append([root_of(levels[-1][at:at + 256]) for at in range(0, full, 256)])
    for level, parts in zip(["entries", *range(64)], levels):
        for at in range(0, len(parts), 256):
            digits, tile = str(at // 256), parts[at:at + 256]
            groups = re.sub("(...)(?=.)", r"x\1/", digits.zfill(len(digits) + -len(digits) % 3))
            width = f".p/{len(tile)}" if len(tile) < 256 else ""
            files[f"log/tile/{level}/{groups}{width}"] = b"".join(tile)
    return files
def entries_of(files):  # whether tiles are cut right, shows when they are made again
    paths = sorted(path for path in files if path.startswith("log/tile/entries/"))
    stream, entries = io.BytesIO(b"".join(map(files.get, paths))), []
    while length := stream.read(2):
        entries.append(stream.read(int.from_bytes(length, "big")))
    return entries

def signatures(data, body, keys):  # on a note of this text, by each of some keys with their names
    lines = data.removeprefix(body + b"\n").decode()
    notes = [(name, b64decode(signed)) for name, signed in NOTE.findall(lines)]
    again = "".join(f"— {name} {b64encode(raw).decode()}\n" for name, raw in notes)
    demand(data.startswith(body), lines == again, len(notes) <= 100, len(data) <= 1000000)
    return [[raw[4:] for by, raw in notes if by == name and sha256(
        name.encode() + b"\n" + key).digest().startswith(raw[:4])] for name, key in keys]
def check_note(data, origin, pairs, leaves):  # both keys of the log signed them that were in force
    check_signed(data, origin, [pair for index, pair in pairs if index < len(leaves)][-1], note_of(origin, leaves))
def check_signed(data, origin, pair, body):
    made, = signatures(data, body, [(origin, BIP340 + pair[1])])
    message = sha256(sha256(b"quorate/signed-note/v1").digest() * 2 + body).digest()
    demand(made, all(PublicKeyXOnly(pair[1]).verify(one, message) for one in made))
    check_ed25519(data, origin, pair[0], body)
def check_ed25519(data, name, key, body):
    made, = signatures(data, body, [(name, b"\x01" + key)])
    demand(made)
    for one in made:
        Ed25519PublicKey.from_public_bytes(key).verify(one, body)

def signed_digest(kind, statement, dao):  # what the signer's wallet signs (statements.md)
    words = [WORDS[type_][1](statement[key]) for key, type_ in FIELDS[kind].items()]
    message = keccak(keccak(TYPES[kind].encode()) + b"".join(words))
    return keccak(b"\x19\x01" + keccak(b"".join(map(keccak, DOMAIN)) + unhex(dao)) + message)
@lru_cache(1 << 14)
def signer(digest, signature):  # of a canonical signature: s in the lower half, v 27 or 28
    raw, half = unhex(signature), 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
    demand(len(raw) == 65, raw[64] in (27, 28), int.from_bytes(raw[32:64], "big") <= half)
    key = PublicKey.from_signature_and_message(raw[:64] + bytes([raw[64] - 27]), digest, None)
    return "evm:" + keccak(key.format(compressed=False)[1:])[12:].hex()
def read_entry(data):  # with its statement, its DAO and what is signed; by whom, is not known
    kind = read(read_json(data)["kind"], ".*") if b'"next_log_keys":' not in data else PLANNED
    demand(kind in TYPES or not re.fullmatch(OTHERS, kind), known=f"the statement {kind}")
    forms = {key: WORDS[type_][0] for key, type_ in FIELDS[kind].items()}
    made = {"signatures": [{"founder": ACCOUNT, "signature": BYTES}]}
    if kind[:4] != "dao.":
        forms, made = forms | {"dao": DIGEST}, {"signature": BYTES}
    made |= {"kind": ".*", "received": int, "scheme": "eip712", "statement": forms, "v": int}
    entry = read_json(data, made)
    demand(len(data) <= 65535, entry["v"] == 1)
    statement = entry["statement"]
    dao = statement.get("dao") or tagged("quorate/dao/v1", canonical(statement))
    return entry, SimpleNamespace(**statement), dao, signed_digest(kind, statement, dao)

def marked(account):  # as people see it, with the checksum of EIP-55
    pairs = zip(account[4:], keccak(account[4:].encode()).hex())
    return "0x" + "".join(sign.upper() if nibble > "7" else sign for sign, nibble in pairs)
def address(value):  # as an account; in lower case, or with the checksum
    account = "evm:" + read(value, ADDRESS)[2:].lower()
    demand(value[2:] in (account[4:], marked(account)[2:]))
    return account
def span(value):  # a length of time, in milliseconds
    parts = re.findall("([0-9]{1,12})(ms|[dhms])", value)
    order = [unit for _, unit in parts]
    whole = sum(int(number) * UNITS[unit] for number, unit in parts)
    demand(parts, value == " ".join(map("".join, parts)), order == [*filter(order.count, UNITS)],
           whole <= 400000 * UNITS["d"])
    return whole

CONTENT = {"actions": [dict], "after?": DIGEST, "authors": [text(300)], "format": "quorate.proposal/1", "kind": ".*",
    "title": text(120), "discussion": lambda value: value == "" or text(300)(value),
    "text": lambda value: text(200000)(re.sub("[\n\t]", " ", value))}
ACTIONS = {  # their members, and how the proposer's wallet shows them (actions.md)
    "charter.amend": ({"type": ".*", "charter": DIGEST}, "adopt the charter {charter}"),
    "model.deploy": (dict.fromkeys(("oms_root", "dir_hash"), DIGEST) | {
        "type": ".*", "name": text(120), "environment": LABEL,
        "runtime": dict.fromkeys(("adapter?", "chat_template?", "serving_image?", "system_prompt?"), DIGEST),
        "locations": [text(300, ".*@(sha256:[0-9a-f]{64}|[0-9a-f]{40})")]},
        "deploy {name} to {environment} (files {oms_root}, tree {dir_hash}{parts})")}
def sums(value): return value if value in ("electorate", "cast") else read(value, [text(80)])
TEST = {"test": ".*", "house": NAME, "name": text(80), "count": sums}
TESTS = {"floor": TEST | {"at_least": ABOVE_0}, "share": TEST | {
    "of": sums, "at_least?": share, "more_than?": share}}
TRACK = {"houses": [NAME], "propose_with": f"0|{ABOVE_0}", "delay": span, "period": span, "timelock": span,
    "ends?": dict.fromkeys(("opening", "closing"), "inclusive|exclusive"), "grace": span, "veto_by?": NAME,
    "queue_any_time?": lambda value: demand(value is True) or value,
    "ballot": {"method": "single-choice", "options": [text(80)], "replaceable": bool},
    "tests": [lambda test: read(test, TESTS[test["test"]])]}
HOUSE = {"electorate": NAME, "power": {"source": "balance", "asset": NAME}, "read": "snapshot-at-submission"}
CHARTER = {"quorate": "charter/1", "semantics": int, "name": text(80), "electorates_by": NAME,
    "assets?": {"*": {"symbol": text(12), "decimals": int}},
    "terms?": {f"{state}?": "[A-Za-z]{1,20}" for state in
        "pending active canceled defeated succeeded queued expired executed".split()},
    "roles": {"*": {"members": lambda value: sorted(read(value, [address])), "needs": int}},
    "houses": {"*": HOUSE}, "delegation": {"mode": "full", "depth": int}, "tracks": {"*": TRACK},
    "kinds": {f"{kind}?": {"track": NAME, "topic": NAME} for kind in ("text.resolution", *ACTIONS)}}

def frozen(name, charter, roles):  # the rules of a track but for a topic (charter.md)
    track, other = charter.tracks[name], ("ballot", "propose_by", "propose_with", "quota", "veto_by")
    return {key: track[key] for key in track if key not in other} | track["ballot"] | {
        "admission": track["propose_with"], "delegation": charter.delegation, "track": name,
        "houses": [charter.houses[house] for house in track["houses"]], "format": "quorate.rules/1",
        "veto": roles[track["veto_by"]] if "veto_by" in track else None}
def check_track(track, charter):  # whether its parts fit each other and the charter
    options, houses, tests = track["ballot"]["options"], track["houses"], track["tests"]
    demand(2 <= len(options) <= 100, track["period"], tests or "silence" in track, {*houses} <= charter.houses.keys(),
           len({one["name"] for one in tests}) == len(tests), track.get("veto_by") in (None, *charter.roles))
    for test in tests:
        bounds = [test[bound] for bound in ("at_least", "more_than") if bound in test]
        demand(test["house"] in houses, named(test) <= {*options}, len(bounds) == 1,
               "of" not in test or (Fraction(bounds[0]) < 1 if "more_than" in test else 0 < Fraction(bounds[0]) <= 1))
def read_charter(data, name, form, check):  # in its form, and with what follows from it (charter.md)
    try:
        told = SimpleNamespace(**{"assets": {}} | read(read_yaml(data), form))
        told.houses = {name: house | {"name": name} for name, house in told.houses.items()}
        told.topics = {at["topic"] for at in told.kinds.values()}
        told.series = {house["electorate"] for house in told.houses.values() if "electorate" in house}
        demand(told.semantics == told.roles[told.electorates_by]["needs"] == 1,
               0 < told.delegation.get("depth", 1) <= 64, all(one["decimals"] <= 36 for one in told.assets.values()),
               all(0 < role["needs"] <= len(role["members"]) for role in told.roles.values()),
               {at["track"] for at in told.kinds.values()} <= told.tracks.keys())
        for track in told.tracks.values():
            check(track, told)
    except Exception as error:  # where a text is not as expected, anything may go wrong
        raise Undecided(UNSUPPORTED, f"unsupported: the charter, {error!r:.200}") from error
    demand(told.name == name)
    told.hash = "0x" + sha256(data).hexdigest()
    return told
def joined(rules, other, old, new):  # the rules of an amendment are those of both charters (amendment.md)
    tests = [test for test in other["tests"] if test not in rules["tests"]]
    houses = {house["name"]: house for house in rules["houses"]} | {
        test["house"]: old.houses[test["house"]] for test in tests}
    demand(new.hash != old.hash, all(named(test) <= {*rules["options"]} for test in tests))
    asked = {"successor": {"charter": new.hash, "tests": tests}} if tests else {}
    return rules | asked | {"houses": [*houses.values()]} | {
        wait: max(rules[wait], other[wait]) for wait in ("delay", "period", "timelock")}
def stages_of(rules):  # of all stages that may follow too
    return [rules, *(further for one in rules.get("stages", ()) for further in stages_of(one["track"]))]
def barred(rules, about):  # those whom a proposal is about do not stop it (charter.md)
    roles = [role for stage in stages_of(rules) for role in (stage["veto"] or {"members": ()}, *(
        rule["by"] for rule in stage.get("guardians", ()) if rule["act"] in STOPS))]
    found = sorted({account for role in roles for account in role["members"]} & {*about})
    return rules | ({"barred": found} if found else {})

def read_electorate(data):  # amounts by asset and account, totals and root (electorate.md)
    rows, sums, (*lines, last) = {}, Counter(), data.decode().split("\n")
    for line in lines:
        demand(not re.search(" (allocation|lock|role|stake|validator)=.*[^0-9 ]", line), known=line)
        demand(re.fullmatch(f"{ACCOUNT}( {NAME}={WHOLE})+", line))
        account, *fields = re.split("[ =]", line)
        rows[account] = dict(zip(fields[::2], map(int, fields[1::2])))
        demand(fields[::2] == sorted(rows[account]))
        sums.update(rows[account])
    demand(not last, lines == sorted(lines), len(rows) == len(lines), max(sums.values()) < 1 << 128)
    root = root_of(leaves_of(line.encode() + b"\n" for line in lines))
    return rows, [f"{asset}={sums[asset]}" for asset in sorted(sums)], "0x" + root.hex()
def in_words(action):
    form, words = ACTIONS.get(read(action["type"], ".*"), ({}, ""))
    demand(action.keys() <= form.keys(), known=f"the action {action['type']}: {', '.join(action)}")
    demand(len(read(action, form).get("locations", [])) <= 8)
    parts = (f", {part} {digest}" for part, digest in action.get("runtime", {}).items())
    return words.format(**action, parts="".join(parts))

class Proposal:
    """A proposal on record: what was frozen with it, the ballots that stand, the acts recorded."""
    after = None  # the proposal that must have been executed before it
    def __init__(self, dao, identity, s, action, successor, rules):
        self.dao, self.id, self.s, self.rules, self.barred = dao, identity, s, rules, rules.get("barred", ())
        self.action, self.successor, self.veto = action, successor, rules["veto"]
        self.number, self.wait, self.signed = f"P-{len(dao.proposals) + 1:04}", rules["timelock"], {}
        self.lends, self.ending, self.queued = dao.lent(rules), None, None
        self.houses = {house["name"]: house for house in rules["houses"]}
        self.standing = {name: {} for name in self.houses}
        self.tables = {name: told for house in rules["houses"] for name, told in self.electorates(house).items()}
        self.electorates_hash = tagged("quorate/electorates/v1", b"".join(
            framed(name.encode()) + unhex(root) + u64(len(rows))
            for name, (rows, root) in sorted(self.tables.items())))
        self.rules_hash = tagged("quorate/rules/v1", canonical(rules))
        self.schedule(dao.clock)
    def schedule(self, submitted):  # kept are the first instant in, and behind
        ends, opens = self.rules.get("ends", {}), submitted + self.rules["delay"]
        self.beside = ends.get("opening") == "exclusive", ends.get("closing") == "inclusive"
        self.opens, self.closes = opens + self.beside[0], opens + self.rules["period"] + self.beside[1]
    def electorates(self, house): return {house["name"]: self.dao.newest[house["electorate"]]}
    def now(self, clock): return clock
    def followed(self, now): return now
    def decided(self, now): return now, self.closes
    def powers(self, name):  # by account
        asset = self.houses[name]["power"]["asset"]
        return {who: row.get(asset, 0) for who, row in self.tables[name][0].items()}
    held = powers  # at the submission
    def ballot(self, house): return self.rules | self.rules.get("house_ballots", {}).get(house, {})
    def stand(self, house): return self.standing[house]

    def cast(self, who, s):  # a ballot that was allowed
        self.standing[s.house][who] = s.choice, identity("ballot.cast", s)

    def way(self, member, ballots):  # whose ballot takes the power, or why none does
        passed = [member]
        while passed[-1] not in ballots:
            to = self.lends.get(passed[-1])
            if to is None:
                return "silent" if len(passed) == 1 else "unused"
            if to in passed or len(passed) > self.rules["delegation"].get("depth", 1):
                return "circular" if to in passed else "too_deep"
            passed.append(to)
        return passed[-1]
    def spread(self, powers, ballots): return [(self.way(member, ballots), power) for member, power in powers.items()]
    def count(self, house):  # where each unit of power goes, once, as claims write it (counting.md)
        powers, ballots = self.powers(house), self.stand(house)
        sums = Counter(dict.fromkeys(("silent", "circular", "too_deep", "unused", *ballots), 0))
        for where, power in self.spread(powers, ballots):
            sums[where] += power
        votes = self.valid(house, [(choice, sums.pop(who)) for who, (choice, _) in ballots.items()])
        return {name: str(power) for name, power in sums.items()} | {
            "ballots": sum(power > 0 for _, power in votes), "options": self.options(house, votes),
            "cast": str(sum(power for _, power in votes)), "electorate": str(sum(powers.values())),
            "overridden": sum(who in powers and who in self.lends for who in ballots)}
    def valid(self, _, votes): return votes
    def options(self, _, votes):
        sums = ((name, [power for choice, power in votes if choice == name]) for name in self.rules["options"])
        return [{"name": name, "power": str(sum(one)), "voters": sum(map(bool, one))} for name, one in sums]
    def tests(self):  # the part measured, its whole if any, and the least part that passes
        return self.measured(self.rules["tests"] + [test | {"name": test["name"] + " (new charter)"} for test
                                                    in self.rules.get("successor", {"tests": ()})["tests"]])
    def measured(self, tests):
        for test in tests:
            count, bound = self.count(test["house"]), test.get("at_least") or test["more_than"]
            part, whole = (int(count[names]) if isinstance(names, str) else sum(
                int(option["power"]) for option in count["options"] if option["name"] in names)
                for names in (test["count"], test.get("of", [])))
            least = Fraction(bound) * (whole if "of" in test else 1)
            needed = max(1, -(-least // 1) if "at_least" in test else least // 1 + 1)
            yield {"house": test["house"], "name": test["name"], "part": str(part),
                   "passed": part >= needed and ("of" not in test or whole > 0), "required": str(needed),
                   "whole": str(whole) if "of" in test else None}
    def state(self, now):  # with phase and ending, at an instant behind all that is on record
        if self.ending:
            return "executed" if self.ending == "tookEffect" else "canceled", "ended", self.ending
        if self.followed(now) < self.closes:
            return ("pending", "waiting", None) if self.followed(now) < self.opens else ("active", "voting", None)
        won = all(test["passed"] for test in self.tests())
        return self.passed(*self.decided(now)) if won else ("defeated", "ended", "failedTest")
    def passed(self, now, decided):
        queued = decided if self.rules.get("queues_itself") else self.queued
        ready = decided if queued is None else queued + self.wait
        waits = self.rules.get("never_lapses") or queued is None and self.rules.get("queue_any_time")
        if now >= ready + self.rules["grace"] and not waits:
            return "expired", "ended", "lapsed"
        phase = "passed" if queued is None else "timelock" if now < ready else "executable"
        return "succeeded" if queued is None else "queued", phase, None
    def open(self, now): return self.state(now)[1] == "voting"
    def claim(self, at):  # of an honest operator about such an instant (bundle.md)
        state, phase, ending = self.state(at)
        return {"at": at, "ending": ending, "format": "quorate.claim/1", "phase": phase,
                "houses": {house: self.count(house) for house in self.standing}, "state": state,
                "id": self.id, "proposal": self.number, "tests": [*self.tests()],
                "title": self.s.title, "track": self.rules["track"]}

class Dao:
    """The state of a DAO, replayed from its statements `s`; documents stand under their hashes."""
    form, check, in_words, proposal = CHARTER, staticmethod(check_track), staticmethod(in_words), Proposal
    table = staticmethod(read_electorate)

    def __init__(self, documents, founding):
        demand(founding.startswith(b'{"kind":"dao.genesis"'))
        entry, s, self.id, digest = read_entry(founding)
        made = [(one["founder"], signer(digest, one["signature"])) for one in entry["signatures"]]
        demand(0 < len(made) <= 100, made == [(one, one) for one in s.founders],
               s.founders == sorted({*s.founders}), re.fullmatch("[a-z0-9.-]{1,200}", s.host),
               s.clock in ("system", "simulated"), len(s.log_ed25519) == len(s.log_secp256k1) == 66)
        self.pair = unhex(s.log_ed25519), unhex(s.log_secp256k1)
        next_keys, *recovery = map(vars(s).get, [*FIELDS[PLANNED]][9:])
        demand(next_keys not in (tagged("quorate/log-keys/v1", *self.pair), "0x" + "0" * 64),
               entry["kind"] == "dao.genesis")
        self.plan(*recovery)
        self.genesis, self.clock, self.documents = s, entry["received"], documents
        self.leaves, self.lent_to, self.sequences = [leaf_of(founding)], set(), {}
        self.newest, self.proposals, self.delegations = {}, {}, {}
        self.adopt(self.read(s.charter_hash))

    def plan(self, *recovery): demand(not any(recovery), known="log keys that can be recovered")
    def pairs(self, entries):  # of keys that sign the log, and behind which entry each does
        demand(all(one[:18] != b'{"kind":"log.keys"' for one in entries), known="changed log keys")
        return [(-1, self.pair)]
    def adopt(self, charter): self.charter, self.roles = charter, dict(charter.roles)
    def read(self, at): return read_charter(self.document(at), self.genesis.name, self.form, self.check)
    def document(self, digest):
        demand(digest in self.documents, missing=f"the document {digest}")
        return self.documents[digest]

    def admit(self, data):  # takes an entry in, unless it breaks a rule (statements.md)
        self.leaves.append(leaf_of(data))
        entry, s, dao, digest = read_entry(data)
        kind, now = entry["kind"], entry["received"]
        who = getattr(s, SIGNERS[kind])
        scope = scope_of(who, kind, vars(s))
        demand(self.clock <= now)
        self.clock, above = now, s.sequence - self.sequences.get(scope, 0)
        demand(dao == self.id, signer(digest, entry["signature"]) == who, s.dao_name == self.genesis.name,
               0 < above <= 1 << 20, s.signed_at <= now + 300000, now <= s.valid_until)
        subject = self.proposals[s.proposal_id] if hasattr(s, "proposal_id") else None
        demand(not subject or (s.proposal, vars(s).get("title", subject.s.title)) == (subject.number, subject.s.title))
        getattr(self, kind.replace(".", "_"))(who, s, subject)
        self.sequences[scope] = s.sequence
    def electorate_register(self, who, s, _):
        rows, totals, root = self.table(self.document(s.file))
        demand(read(s.source, text(200)), who in self.roles[self.charter.electorates_by]["members"],
               s.series in self.charter.series, (s.rows, s.totals, s.root) == (len(rows), totals, root))
        self.newest[s.series] = rows, root
    def proposal_submit(self, who, s, _):
        number = tagged("quorate/proposal/v1", unhex(self.id), who.encode(), u64(s.sequence),
                          s.kind.encode(), unhex(s.content_hash), unhex(s.charter_hash))
        demand(s.charter_hash == self.charter.hash, len(self.document(s.content_hash)) <= 262144)
        content = read_json(self.document(s.content_hash), CONTENT)
        action = (content["actions"] or [{"type": "text.resolution"}])[0]
        demand(len(content["actions"]) <= 1, s.kind == content["kind"] == action["type"],
               s.title == content["title"], s.actions == list(map(self.in_words, content["actions"])))
        new = self.read(action["charter"]) if s.kind == "charter.amend" else None
        proposal = self.proposal(self, number, s, action, new, self.rules(s.kind, action, new))
        demand(int(proposal.rules["admission"]) <= proposal.held([*proposal.houses][0]).get(who, 0))
        proposal.after = content.get("after")
        demand(proposal.after in (None, *self.proposals))
        self.proposals[number] = proposal
    def rules(self, kind, action, new):  # those that are frozen with a proposal (charter.md)
        at = self.charter.kinds[kind]
        rules = frozen(at["track"], self.charter, self.roles) | {"topic": at["topic"]}
        if new:
            rules = joined(rules, frozen(new.kinds[kind]["track"], new, new.roles), self.charter, new)
        return barred(rules, self.about(action, new))
    def about(self, action, new):  # who has a role, and by the new charter has it no more
        return {one for name, role in self.roles.items() if new for one in
                {*role["members"]} - {*new.roles.get(name, {"members": ()})["members"]}}
    def carry_out(self, subject):
        if subject.s.kind == "charter.amend":
            demand(subject.s.charter_hash == self.charter.hash)
            self.adopt(subject.successor)

    def ballot_cast(self, who, s, subject):
        standing = subject.standing[s.house]
        self.check_words(s, subject)
        demand(subject.open(subject.now(self.clock)),
               s.replaces == standing.get(who, ("", "0x" + "0" * 64))[1],
               not self.locked(who, s, subject) if who in standing else self.may_vote(who, s, subject))
        subject.cast(who, s)
    def check_words(self, s, subject):  # whether a ballot is of this proposal, in the words of its options
        method, options = self.check_choice(s, subject).encode(), framed(*map(str.encode, subject.rules["options"]))
        demand(s.rules_hash == subject.rules_hash, s.electorates_hash == subject.electorates_hash,
               s.selection_hash == tagged("quorate/selection/v1", method, s.choice.encode(), options))
    def check_choice(self, s, subject): return demand(s.choice in subject.rules["options"]) or "single-choice"
    def locked(self, who, s, subject): return not subject.ballot(s.house)["replaceable"]
    def may_vote(self, who, s, subject): return subject.powers(s.house).get(who) or who in subject.lends.values()
    def members(self, series): return self.newest[series][0]
    def lent(self, rules):  # one for the topic counts before one for all
        return {giver: to for about in ("*", rules["topic"]) for (giver, topic), (to, end) in self.delegations.items()
                if topic == about and self.clock < end}
    def check_topic(self, who, s): demand(s.topic in self.charter.topics | {"*"}, s.delegate != who)
    def may_lend(self, who, s):
        demand(self.clock < s.expires, who in self.lent_to or self.is_member(who))
        self.lent_to.add(s.delegate)
    def is_member(self, who): return any(who in self.members(name) for name in self.charter.series & self.newest.keys())
    def delegation_set(self, who, s, _):
        self.check_topic(who, s)
        if s.deed == "delegate":
            self.may_lend(who, s)
            self.delegations[who, s.topic] = s.delegate, s.expires
        else:
            to, end = self.delegations[who, s.topic]
            demand(s.deed == "revoke", to == s.delegate, self.clock < end)
            del self.delegations[who, s.topic]

    def may_stop(self, under, subject, role, present):  # with what frozen and present rules give (charter.md)
        now = {one for name in present for one in self.roles.get(name, {"members": ()})["members"]}
        return {*role["members"]} & now - subject.signed.setdefault(under, set())
    def stop(self, who, deed, subject, role, present, under=None):
        demand(who in self.may_stop(under or deed, subject, role, present),
               deed not in STOPS or who not in subject.barred)
        subject.signed[under or deed].add(who)
        seated = {one for name in present for one in self.roles.get(name, {"members": ()})["members"]}
        return len(subject.signed[under or deed] & seated) >= role["needs"]
    def proposal_act(self, who, s, subject):
        now = subject.now(self.clock)
        (state, phase, _), veto = subject.state(now), subject.veto
        demand({"cancel": who == subject.s.proposer and state == "pending" and subject.s.kind != "emergency.ratify", "queue": state == "succeeded",
                "execute": phase == "executable", "veto": veto and phase != "ended"}[s.deed])
        if s.deed == "execute":
            demand(not subject.after or self.proposals[subject.after].ending == "tookEffect")
            self.carry_out(subject)
        subject.queued = now if s.deed == "queue" else subject.queued
        subject.ending = {"cancel": "withdrawn", "execute": "tookEffect"}.get(s.deed)
        if s.deed == "veto" and self.stop(
                who, s.deed, subject, veto, {track.get("veto_by") for track in self.charter.tracks.values()}):
            subject.ending = "vetoed"

class Audit:
    """The steps that the bytes of a bundle came to, the verdict, and the exit status."""
    def __init__(self, data, pin=None, dao=Dao):
        self.steps, self.void, self.status, self.verdict = [], [], 0, "VERIFIED"
        try:
            self.steps.extend(self.check(data, pin, dao))
        except Undecided as error:
            self.status, self.verdict = error.args
        except Exception as error:
            self.status, self.verdict = 4, f"NOT VERIFIED at the last: {self.void or error!r}"

    def check(self, data, pin, dao):  # yields the name of each step as it begins (bundle.md)
        yield "1 archive, 2 files: of one form, and all have their names"
        files = unpack(data)
        manifest = files.pop("quorate-audit.json")
        demand(b'"format":"quorate.audit/1"' in manifest, missing="all of another format of bundles")
        hashes = {path: "0x" + sha256(file).hexdigest() for path, file in files.items()}
        demand(all(re.fullmatch(PATHS, path) or path == f"blob/sha256/{digest[2:4]}/{digest[2:]}"
                   for path, digest in hashes.items()))
        yield "7 identity: founded by all who are named" + (", as pinned" if pin else "")
        entries = entries_of(files)
        dao = dao({hashes[path]: files[path] for path in files if path[:5] == "blob/"}, entries[0])
        pairs = dao.pairs(entries)
        yield "3 checkpoint, 5 tree, 6 history: signed by both keys of the log, as are earlier ones"
        leaves, origin = leaves_of(entries), f"{dao.genesis.host}/quorate/{dao.id[2:]}"
        check_note(files["log/checkpoint"], origin, pairs, leaves)
        claims = sorted(sorted(path for path in files if path[:6] == "tally/"), key=len)
        demand(pin in (None, dao.id), manifest == canonical({
            "files": hashes, "format": "quorate.audit/1", "origin": origin, "size": str(len(leaves)),
            "policy_sha256": hashes.get("policy.txt"), "proposals": [path[6:-5] for path in claims],
            "root": "0x" + root_of(leaves).hex()}))
        demand(tiles(entries) == {path: files[path] for path in files if path[:9] == "log/tile/"})
        for path in (path for path in files if path[:8] == "log/old/"):
            size = int(path[8:-5])
            demand(path == f"log/old/{size}.note", 0 < size < len(leaves))
            check_note(files[path], origin, pairs, leaves[:size])
        yield "8 statements to 13 outcomes: all signed by the accounts they name, and allowed"
        for index, entry in enumerate(entries[1:], 1):
            try:
                dao.admit(entry)
            except Exception:
                self.void.append(index)
        demand(not self.void, not vars(dao).get("contradicted"))  # by witnesses
        yield "14 claims: they are the recounted outcomes"
        proposals = {proposal.number: proposal for proposal in dao.proposals.values()}
        for path in claims:
            at = read(read_json(files[path])["at"], int)
            demand(at >= dao.clock, files[path] == canonical(proposals[path[6:-5]].claim(at)))

def main(dao):
    if len(sys.argv) != 2 and sys.argv[2:-1] != ["--pin"]:
        sys.exit(sys.modules["__main__"].__doc__)
    audit = Audit(io.FileIO(sys.argv[1]).readall(), *sys.argv[3:], dao=dao)
    print(*audit.steps, audit.verdict, sep="\n")
    sys.exit(audit.status)

if __name__ == "__main__":
    main(Dao)
