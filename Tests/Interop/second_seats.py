"""Seats for a term, houses whose seats the log gives, registered keys, and what computation and money people were
granted (docs/spec/actions.md, People and keys; Data, computation and money; docs/spec/electorate.md, Seats)."""

from fractions import Fraction

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from second_actions import key_id, millis
from second_verifier import ABOVE_0, NAME, demand, know, leaves_of, read, root_of, span, text, unhex
from second_safety import NEVER
from second_witnesses import WitnessedDao

know("resource.draw", "Draw(string dao,string amount,string purpose,address holder,bytes32 grant,bytes32 reference,")
CURVES = {"ecdsa-p256": "secp256r1", "ecdsa-secp256k1": "secp256k1"}
ROLES, ACCREDITED = "role=", "evaluator"  # of a row: no asset has the first name, no role of seats the second
SEATS = {"accredited?": lambda value: demand(value is True) or value,
         "roles?": lambda value: demand(value) or sorted(read(value, [NAME]))}
HOUSE = {name.replace("electorate", "electorate?"): form for name, form in WitnessedDao.form["houses"]["*"].items()} | {
    "seats?": SEATS}


def check_key(action):
    """Whether a public key is one of its algorithm, in its one encoding."""
    key = load_der_public_key(unhex(action["spki"]))
    demand("0x" + key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo).hex() == action["spki"])
    curve = CURVES.get(action["algorithm"])
    demand(isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == curve if curve
           else isinstance(key, ed25519.Ed25519PublicKey))


def sources(power):
    """What a source of power is made of in the end."""
    parts = power.get("of", [])
    parts = [part["of"] if "ratio" in part else part for part in (parts if isinstance(parts, list) else [parts])]
    return {one for part in parts for one in sources(part)} or {power["source"]}


def check_house(house, charter):
    """Whether a house reads a list, or has seats that can be made from the log (electorate.md, Seats, 1 and 3)."""
    demand(("seats" in house) != ("electorate" in house))
    if "seats" in house:
        roles = house["seats"].get("roles", [])
        demand(house["seats"], len({*roles}) == len(roles), ACCREDITED not in roles)
        demand({*roles} <= charter.roles.keys(), sources(house["power"]) <= {"heads", "role"})
        demand(house["read"] == "snapshot-at-submission")


class SeatedProposal(WitnessedDao.proposal):
    """A proposal that may have electorates made from what is on record at its submission."""

    def electorates(self, house):
        """Of a house with seats as they are now; nobody may have one (electorate.md, Seats, 4)."""
        if "seats" not in house:
            return super().electorates(house)
        rows, root = self.dao.seated(house["seats"])
        demand(rows)
        return {house["name"]: (rows, root)}


class SeatedDao(WitnessedDao):
    """The state of a DAO whose roles have the members that were elected, until their term ends, and whose houses may
    have seats for them."""

    proposal = SeatedProposal
    form = WitnessedDao.form | {"houses": {"*": HOUSE}}

    @staticmethod
    def check(track, charter):
        WitnessedDao.check(track, charter)
        for house in charter.houses.values():
            check_house(house, charter)

    def __init__(self, documents, founding):
        self.left, self.keys, self.drawn = [], {}, {}
        super().__init__(documents, founding)

    @property
    def roles(self):
        """Those of the charter but for whoever was recalled, or whoever was elected (charter.md, Gate)."""
        own = {name: role | {"members": [account for account in role["members"]
                                         if account not in self.recalled.get(name, ())]}
               for name, role in self.own.items()}
        return own | {name: role for name, (end, role) in self.elected.items() if self.clock < end}

    @roles.setter
    def roles(self, roles):
        """Of a charter that is adopted, which ends elections and recalls."""
        self.own, self.elected, self.recalled = roles, {}, {}

    def is_member(self, who):
        """Who has a seat now lends as well (electorate.md, Seats, 6)."""
        seats = [house["seats"] for house in self.charter.houses.values() if "seats" in house]
        return super().is_member(who) or any(who in self.seated(told)[0] for told in seats)

    def seated(self, seats):
        """Rows and root of who has a seat now, each with every reason for it (electorate.md, Seats, 2)."""
        reasons = {}
        for name in seats.get("roles", ()):
            for account in self.roles[name]["members"]:
                reasons.setdefault(account, set()).add(name)
        for account, end in self.evaluators.items():
            if "accredited" in seats and self.clock < end:
                reasons.setdefault(account, set()).add(ACCREDITED)
        rows = {account: {ROLES: reasons[account]} for account in sorted(reasons)}
        lines = (" ".join([account, *(f"role={name}" for name in sorted(row[ROLES]))]) for account, row in rows.items())
        return rows, "0x" + root_of(leaves_of(f"{line}\n".encode() for line in lines)).hex()

    def seat(self, name, role):
        """Others in a role, for what is left of a term if any; after a term the charter's own who were not recalled."""
        self.left.append((self.clock, name, self.roles[name]["members"]))
        end = self.elected.get(name, (0, None))[0]
        self.elected[name] = end if self.clock < end else NEVER, role

    def leaving(self, action):
        """Who would have the role no more."""
        return {*self.roles[action["role"]]["members"]} - {seat["account"] for seat in action["seats"]}

    def about(self, action, new):
        return super().about(action, new) | (self.leaving(action) if action["type"] == "council.elect" else set())

    def may_council_elect(self, action):
        """No more of those who had the role when the charter's period of turnover began, whatever came since."""
        demand(action["needs"] <= len(action["seats"]))
        limit = vars(self.charter).get("gate", {}).get("turnover")
        if limit:
            changes = [members for at, name, members in self.left
                       if name == action["role"] and at > self.clock - limit["within"]]
            before = {*(changes or [self.roles[action["role"]]["members"]])[0]}
            leaving = before - {seat["account"] for seat in action["seats"]}
            demand(len(leaving) <= max(1, Fraction(limit["at_most"]) * len(before)))

    def do_council_recall(self, subject):
        super().do_council_recall(subject)
        self.recalled.setdefault(subject.action["role"], set()).update(subject.action["accounts"])

    def do_council_elect(self, subject):
        action = subject.action
        self.recalled.get(action["role"], set()).difference_update(seat["account"] for seat in action["seats"])
        self.left.append((self.clock, action["role"], self.roles[action["role"]]["members"]))
        self.elected[action["role"]] = millis(action["term"]), {
            "members": [seat["account"] for seat in action["seats"]], "needs": action["needs"]}

    def may_evaluator_accredit(self, action):
        demand("key" not in action or self.keys.get(("evaluator", action["key"])))

    def may_key_register(self, action):
        check_key(action)
        demand((action["purpose"], key_id(action)) not in self.keys)

    def do_key_register(self, subject):
        self.keys[subject.action["purpose"], key_id(subject.action)] = True

    def may_key_rotate(self, action):
        self.may_key_register(action)
        demand(self.keys.get((action["purpose"], action["replaces"])))

    def do_key_rotate(self, subject):
        self.keys[subject.action["purpose"], subject.action["replaces"]] = False
        self.do_key_register(subject)

    def may_key_revoke(self, action):
        demand(self.keys.get((action["purpose"], action["key"])))

    def do_key_revoke(self, subject):
        self.keys[subject.action["purpose"], subject.action["key"]] = False

    def granted(self, subject):
        """What is granted until it expires; nothing of it is drawn yet."""
        self.grants[subject.id], self.drawn[subject.id] = millis(subject.action["expires"]), (self.clock, [])

    do_access_grant = do_dataset_approve = do_compute_run = do_resource_allocate = do_data_access = granted

    def resource_draw(self, who, s, _):
        """Part of a grant is spent (statements.md, resource.draw)."""
        action, (since, drawn) = self.proposals[s.grant].action, self.drawn[s.grant]
        demand(read(s.purpose, text(300)), who == action["holder"], self.clock < self.grants[s.grant])
        demand(not self.halted(), not self.doubted(self.proposals[s.grant]))
        amount, whole = int(read(s.amount, ABOVE_0)), int(action.get("budget") or action["amount"])
        stops = [int(point["after"]) for point in action.get("checkpoints", ())]
        demand(amount + sum(part for _, part in drawn) <= min([whole, *stops]))
        if pace := action.get("at_most"):
            every = span(pace["every"])
            demand(amount + sum(part for at, part in drawn if (at - since) // every == (self.clock - since) // every)
                   <= int(pace["amount"]))
        drawn.append((self.clock, amount))
