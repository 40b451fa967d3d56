"""What proposals do when they are executed: the members of each kind of action, and its words.

The page is docs/spec/actions.md, the chapters are named here."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from second_verifier import ABOVE_0, ACCOUNT, ACTIONS, DIGEST, LABEL, NAME, UNITS
from second_verifier import demand, marked, read, span, text, unhex

CLAUSE = "[a-zA-Z][a-zA-Z0-9._-]{0,63}"


def spelt(value):
    """A length of time above nothing in its one spelling, in the largest units (charter.md, Frozen rules)."""
    rest, parts = span(value), []
    for unit, size in UNITS.items():
        parts += [f"{rest // size}{unit}"] if rest >= size else []
        rest %= size
    demand(parts)
    return " ".join(parts)


def duration(value):
    """A span as actions write it."""
    demand(spelt(value) == value)
    return value


def distinct(form, most=64, least=1):
    """The form of a list of actions (Forms of values)."""
    def look(value):
        read(value, [form])
        demand(least <= len(value) <= most, all(one not in value[:at] for at, one in enumerate(value)))
        return value
    return look


def ordered(most):
    """Accounts in order, each once."""
    def look(value):
        demand(0 < len(read(value, [ACCOUNT])) <= most, value == sorted({*value}))
        return value
    return look


def millis(value):
    """An instant in milliseconds."""
    return (datetime.fromisoformat(value) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def instant_of(milliseconds):
    """Milliseconds as actions write them; a part of a second only where there is one."""
    part = milliseconds % 1000
    seconds = datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return seconds + (f".{part:03}Z" if part else "Z")


def instant(value):
    """An instant as actions write it."""
    demand(instant_of(millis(value)) == value)
    return value


def amount(value):
    """A whole number above 0 and below 2^128."""
    demand(int(read(value, ABOVE_0)) < 1 << 128)
    return value


def above(least):
    """The form of a number from `least` on."""
    def look(value):
        demand(read(value, int) >= least)
        return value
    return look


def elected(value):
    """Who is elected: in order of accounts, no organisation twice (People and keys)."""
    seats = read(value, [{"account": ACCOUNT, "organisation": LABEL}])
    accounts = [seat["account"] for seat in seats]
    demand(0 < len(seats) <= 50, accounts == sorted({*accounts}))
    demand(len({seat["organisation"] for seat in seats}) == len(seats))
    return value


def stages(value):
    """Stages of a deployment, each with more of the traffic."""
    told = read(value, [{"name": LABEL, "max_traffic_permille": above(1), "min_dwell?": duration,
                         "requires?": distinct(CLAUSE)}])
    shares, names = [stage["max_traffic_permille"] for stage in told], {stage["name"] for stage in told}
    demand(0 < len(told) <= 16, shares == sorted({*shares}), shares[-1] <= 1000, len(names) == len(told))
    return value


def points(value):
    """Points of a run at which rules must pass, in order."""
    told = read(value, [{"after": amount, "requires": distinct(CLAUSE)}])
    after = [int(point["after"]) for point in told]
    demand(0 < len(told) <= 32, after == sorted({*after}))
    return value


def trusted(value):
    """Which algorithms may be run on data (Trusted algorithms)."""
    entry = dict.fromkeys(("name", "files", "container", "service?"), text(200))
    told = read(value, {"quorate": "algorithm-trust/1", "use": "compute|access", "raw?": bool,
                        "publishers?": distinct(text(200)), "algorithms?": distinct(entry)})
    demand(told["use"] == "compute" or len(told) == 2, told.get("raw", True))
    return value


MODEL = {"oms_root": DIGEST, "dir_hash": DIGEST}
REASON, CHANGE = {"reason": text(300)}, "tightening|neutral|loosening"
KEY = {"purpose": "release|producer|evaluator|witness", "algorithm": "ecdsa-p256|ed25519|ecdsa-secp256k1",
       "spki": "0x([0-9a-f]{2})+"}
GRANT = {"holder": ACCOUNT, "purpose": text(300), "expires": instant}
PROTOCOL = {"id": CLAUSE, "version": above(1), "sha256": DIGEST}
FORMS = {
    "charter.amend": {"charter": DIGEST, "change?": CHANGE + "|confirming"},
    "model.deploy": ACTIONS["model.deploy"][0] | {
        "producer?": LABEL, "family?": LABEL, "audience?": "internal|limited|public", "not_before?": instant,
        "expires?": instant, "evidence?": distinct(DIGEST, 64), "rollback_to?": MODEL, "stages?": stages,
        "protocols?": distinct(PROTOCOL, 16), "oci?": "sha256:[0-9a-f]{64}",
        "documents?": dict.fromkeys(("bom?", "card?", "manifest?", "signature?"), DIGEST)},
    "model.derive": {"parent": MODEL, "relation": "finetune|adapter|merge|quantized|distilled",
                     "delta": distinct(DIGEST), "child": lambda child: read(child, FORMS["model.deploy"])},
    "model.promote": {"deployment": DIGEST, "stage": LABEL, "evidence?": distinct(DIGEST)},
    "model.rollback": REASON | {"environments": distinct(LABEL), "model": MODEL, "target": MODEL},
    "model.revoke": MODEL | REASON | {"environments?": distinct(LABEL)},
    "model.retire": MODEL | REASON | {"from": instant, "handling": "keep|archive|destroy"},
    "weights.release": MODEL | {"name": text(120), "licence": text(120), "terms": DIGEST},
    "protocol.adopt": PROTOCOL,
    "protocol.amend": PROTOCOL | {"replaces": DIGEST, "change": CHANGE + "|confirming", "grace?": duration},
    "protocol.retire": PROTOCOL | REASON,
    "capability.threshold": {"domain": "cbrn|cyber|ai-rnd|manipulation|autonomy"} | dict.fromkeys(
        ("level", "protocol"), CLAUSE) | dict.fromkeys(("triggers", "safeguards"), distinct(CLAUSE)),
    "waiver.grant": MODEL | REASON | {"protocol": CLAUSE, "rule": CLAUSE, "environment": LABEL, "expires": instant,
                                      "control": text(300)},
    "emergency.ratify": {"pause": DIGEST, "until": instant},
    "emergency.lift": {"pause": DIGEST, "conditions": text(120)},
    "evaluator.accredit": {
        "account": ACCOUNT, "name": text(120), "organisation": LABEL, "scopes": distinct(CLAUSE),
        "conflicts": text(1000), "barred_from?": distinct(LABEL), "expires": instant, "key?": DIGEST},
    "evaluator.revoke": REASON | {"account": ACCOUNT, "since?": instant},
    "council.elect": {"role": NAME, "seats": elected, "needs": above(1), "term": instant},
    "council.recall": REASON | {"role": NAME, "accounts": ordered(50)},
    "key.register": KEY | {"holder": text(120)},
    "key.rotate": KEY | {"replaces": DIGEST},
    "key.revoke": REASON | {"purpose": KEY["purpose"], "key": DIGEST, "compromised_since?": instant},
    "access.grant": GRANT | {"resource": LABEL},
    "dataset.approve": {"name": text(120), "licence": text(120), "dataset": DIGEST,
                        "use": "training|fine-tuning|evaluation", "expires": instant},
    "compute.run": {"name": LABEL, "holder": ACCOUNT, "budget": amount, "checkpoints?": points, "expires": instant},
    "resource.allocate": GRANT | {"unit": LABEL, "amount": amount, "provider?": LABEL,
                                  "at_most?": {"amount": amount, "every": duration}},
    "dataset.trust": {"dataset": DIGEST, "trust": trusted, "replaces?": DIGEST, "change": CHANGE},
    "data.access": GRANT | {"dataset": DIGEST, "algorithm": DIGEST},
    "grant.revoke": REASON | {"grant": DIGEST}}


def key_id(action):
    """The identity of a public key."""
    return "0x" + sha256(unhex(action["spki"])).hexdigest()


def model(action, name=""):
    """A model in words."""
    told = action[name] if name else action
    return f"files {told['oms_root']}, tree {told['dir_hash']}"


def maybe(action, name, words):
    """Words for a member that may be left out, with its value in them."""
    return words.format(action[name]) if name in action else ""


def until(action):
    return f"until {action['expires']} for {action['purpose']}"


def versioned(protocol):
    return f"{protocol['id']} version {protocol['version']} ({protocol['sha256']})"


def staged(stage):
    """A stage in words; so many in a thousand are so many per cent."""
    whole, part = divmod(stage["max_traffic_permille"], 10)
    asked = f" after {' and '.join(stage['requires'])}" if "requires" in stage else ""
    return (f"{stage['name']} up to {whole}{f'.{part}' if part else ''} %"
            f"{maybe(stage, 'min_dwell', ' for at least {}')}{asked}")


def deployed(action):
    """A deployment in words; those for its audience stand behind its family."""
    served = {"internal": ", for internal use", "limited": ", for a limited audience", "public": ", for the public"}
    words = "".join(f", {part} {digest}" for part, digest in action["runtime"].items())
    words = f"deploy {action['name']} to {action['environment']} ({model(action)}{words})"
    words += maybe(action, "producer", ", made by {}") + maybe(action, "family", ", of the family {}")
    words += served.get(action.get("audience"), "") + maybe(action, "oci", ", as oci {}")
    words += ", in stages: " * ("stages" in action) + ", then ".join(map(staged, action.get("stages", ())))
    words += ", under " * ("protocols" in action) + " and ".join(map(versioned, action.get("protocols", ())))
    words += maybe(action, "not_before", ", not before {}") + maybe(action, "expires", ", until {}")
    words += f", else back to {model(action, 'rollback_to')}" if "rollback_to" in action else ""
    words += "".join(f", on evidence {digest}" for digest in action.get("evidence", ()))
    return words + "".join(f", with {name} {digest}" for name, digest in action.get("documents", {}).items())


def accredited(action):
    barred = ", not for models of " + ", ".join(action["barred_from"]) if "barred_from" in action else ""
    return (f"accredit {action['name']} of {action['organisation']} ({marked(action['account'])}"
            f"{maybe(action, 'key', ', key {}')}) until {action['expires']} for {', '.join(action['scopes'])}"
            f"{barred}; conflicts of interest: {action['conflicts']}")


def seated(action):
    seats = ", ".join(f"{marked(seat['account'])} of {seat['organisation']}" for seat in action["seats"])
    return f"elect as {action['role']} until {action['term']}, {action['needs']} of {len(action['seats'])}: {seats}"


def computed(action):
    stops = "".join(f", after {point['after']} only if {' and '.join(point['requires'])} pass"
                    for point in action.get("checkpoints", ()))
    return (f"let {marked(action['holder'])} run {action['name']} with {action['budget']} FLOP until "
            f"{action['expires']}{stops}")


def allocated(action):
    pace = action.get("at_most")
    more = maybe(action, "provider", " with {}")
    more += f", at most {pace['amount']} every {pace['every']}," if pace else ""
    return f"grant {marked(action['holder'])} {action['amount']} {action['unit']}{more} {until(action)}"


def listed(action):
    told = action["trust"]
    parts = [f"whatever {one} publishes" for one in told.get("publishers", ())]
    parts += [f"{one['name']} with files {one['files']}, container {one['container']}"
              + maybe(one, "service", ", service {}") for one in told.get("algorithms", ())]
    words = f"trust on the data {action['dataset']}: " + "; ".join(
        parts + ["code that was never published"] * told.get("raw", False))
    words = words if parts else f"trust no algorithm on the data {action['dataset']}"
    words = words if told["use"] == "compute" else f"hand out the data {action['dataset']} and ask about no algorithm"
    return f"{words}, {action['change']} {action.get('replaces', 'what was nothing')}"


RELATIONS = {"finetune": "a fine-tune of", "adapter": "an adapter of", "merge": "a merge with",
             "quantized": "a quantised copy of", "distilled": "distilled from"}
WORDS = {  # In words
    "charter.amend": lambda a: f"confirm the charter {a['charter']}, so that it does not lapse" if (
        a.get("change") == "confirming") else f"adopt the charter {a['charter']}" + maybe(a, "change", ", {}"),
    "model.deploy": deployed,
    "model.derive": lambda a: f"deploy what is {RELATIONS[a['relation']]} {model(a, 'parent')}: "
        f"{deployed(a['child']).removeprefix('deploy ')}" + "".join(f", compared in {digest}" for digest in a["delta"]),
    "model.promote": lambda a: f"open the stage {a['stage']} of the deployment decided by {a['deployment']}" + "".join(
        f", on evidence {digest}" for digest in a.get("evidence", ())),
    "model.rollback": lambda a: f"withdraw {model(a, 'model')} from {' and '.join(a['environments'])} and go back to "
        f"{model(a, 'target')}: {a['reason']}",
    "model.revoke": lambda a: f"revoke every approval of {model(a)} " + (
        f"in {' and '.join(a['environments'])}" if "environments" in a else "everywhere") + f": {a['reason']}",
    "model.retire": lambda a: f"retire {model(a)} for good from {a['from']} and "
        f"{a['handling']} its files: {a['reason']}",
    "weights.release": lambda a: f"release the weights of {a['name']} ({model(a)}) for ever, under {a['licence']} "
        f"with the terms {a['terms']}",
    "protocol.adopt": lambda a: f"adopt the safety protocol {versioned(a)}",
    "protocol.amend": lambda a: f"confirm the safety protocol {versioned(a)}, so that it does not lapse" if (
        a["change"] == "confirming") else f"amend the safety protocol to {versioned(a)}, {a['change']} {a['replaces']}"
        + maybe(a, "grace", ", which goes on for {}"),
    "protocol.retire": lambda a: f"retire the safety protocol {versioned(a)}: {a['reason']}",
    "capability.threshold": lambda a: f"set the {a['domain']} threshold {a['level']} in {a['protocol']}: where "
        f"{' or '.join(a['triggers'])} holds, {' and '.join(a['safeguards'])} must pass",
    "waiver.grant": lambda a: f"waive the rule {a['rule']} of {a['protocol']} for {model(a)} in {a['environment']} "
        f"until {a['expires']}, with {a['control']} instead: {a['reason']}",
    "evaluator.accredit": accredited,
    "evaluator.revoke": lambda a: f"end the accreditation of {marked(a['account'])}"
        f"{maybe(a, 'since', ' as of {}')}: {a['reason']}",
    "council.elect": seated,
    "council.recall": lambda a: f"recall {', '.join(map(marked, a['accounts']))} from {a['role']}: {a['reason']}",
    "key.register": lambda a: f"register the {a['purpose']} {a['algorithm']} key {key_id(a)} of {a['holder']}",
    "key.rotate": lambda a: f"rotate the {a['purpose']} key {a['replaces']} to the {a['algorithm']} key {key_id(a)}",
    "key.revoke": lambda a: f"revoke the {a['purpose']} key {a['key']}"
        f"{maybe(a, 'compromised_since', ', compromised since {}')}: {a['reason']}",
    "emergency.ratify": lambda a: f"keep the pause {a['pause']} in force until {a['until']}",
    "emergency.lift": lambda a: f"lift the pause {a['pause']}: {a['conditions']}",
    "access.grant": lambda a: f"let {marked(a['holder'])} use {a['resource']} {until(a)}",
    "dataset.approve": lambda a: f"approve the data {a['name']} ({a['dataset']}) for {a['use']} under {a['licence']} "
        f"until {a['expires']}",
    "compute.run": computed,
    "resource.allocate": allocated,
    "data.access": lambda a: f"let {marked(a['holder'])} compute {a['algorithm']} on {a['dataset']} {until(a)}",
    "dataset.trust": listed,
    "grant.revoke": lambda a: f"take back what {a['grant']} granted: {a['reason']}"}


def differ(one, other):
    """Whether two models are not the same."""
    return model(one) != model(other)


def in_words(action):
    """An action as the proposer's wallet shows it; accounts with their checksum."""
    kind = read(action["type"], ".*")
    demand(kind in WORDS, known=f"the action {kind}")
    told = read(action, FORMS[kind] | {"type": ".*"})
    demand(not {*told.get("triggers", ())} & {*told.get("safeguards", ())})
    given = told.get("child", told)
    demand(len(given.get("locations", [])) <= 8, "rollback_to" not in given or differ(given, given["rollback_to"]))
    demand("child" not in told or differ(told["parent"], given))
    demand("target" not in told or differ(told["model"], told["target"]))
    if kind == "protocol.amend":
        confirmed = told["change"] == "confirming"
        demand((told["replaces"] == told["sha256"]) == confirmed, told["version"] > 1 or confirmed,
               "grace" not in told or not confirmed)
    return WORDS[kind](action)
