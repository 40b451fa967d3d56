"""What charters like the preset ai-safety add to second_verifier.py: power that is the least of several instants,
heads, tracks by audience, wait for quiet, guardians who postpone, seats that are taken back, evaluators and
grants."""

from second_actions import FORMS, in_words, millis, spelt
from second_verifier import CHARTER, DIGEST, HOUSE, NAME, TRACK, Dao, Proposal
from second_verifier import barred, check_track, demand, frozen, joined, read, share, span, text

MINUTES_5, HOUR, DAY, NONE, NEVER = 300_000, 3_600_000, 86_400_000, "0x" + "00" * 32, float("inf")
WORDS = {"audience": ("internal", "limited", "public"), "change": ("tightening", "neutral", "loosening")}
VARIANTS = {"model.deploy": "audience", "model.derive": "audience", "charter.amend": "change",
            "protocol.amend": "change", "dataset.trust": "change"}  # of which the last word is the usual one
KINDS = {"text.resolution", *FORMS, *(f"{kind}/{word}" for kind, name in VARIANTS.items() for word in WORDS[name])}


def within(least, most):
    """The form of a length of time with bounds; it is read as milliseconds."""
    def look(value):
        demand(span(least) <= span(value) <= span(most))
        return span(value)
    return look


def reading(value):
    """When power is read (power.md, When it is read)."""
    if value == "snapshot-at-submission":
        return value
    moments = read(value, {"min": ["submission|opening|lookback .*"]})["min"]
    demand(2 <= len(moments) <= 4, moments != ["opening"])
    return {"min": [f"lookback {spelt(one[9:])}" if one.startswith("lookback") else one for one in moments]}


def source(value):
    """Whose power it is (power.md, Of what is held)."""
    return read(value, HOUSE["power"] if "asset" in value else {"source": "heads"})


SAFE_TRACK = TRACK | {
    "wait_for_quiet?": {"increase": spelt, "house": NAME, "option": text(80), "against": text(80)},
    "guardians?": [{"act": "postpone", "by": NAME, "during": ["passed|timelock|executable"], "at_most": spelt}]}
SAFE_CHARTER = CHARTER | {
    "houses": {"*": HOUSE | {"power": source, "read": reading}}, "tracks": {"*": SAFE_TRACK},
    "kinds": lambda kinds: read(kinds, {
        kind: {"track": NAME, "topic": NAME} for kind in KINDS & kinds.keys()}),
    "brake?": {"pause_by": NAME, "revoke_by?": NAME, "at_most?": within("1s", "72h"), "budget?": within("1s", "72h"),
        "within?": within("14d", "366d"), "ratified_at_most?": within("1s", "90d"), "after_lapse?": {
            f"{scope}?": "reopens|needs-approval" for scope in ("all", "environment", "family", "model")}},
    "gate?": {"approval_at_most?": within("1s", "366d"), "waiver_at_most?": within("1s", "30d"), "grace?": span,
        "stale_after?": span, "failure_window?": span, "turnover?": {"at_most": share, "within": span}},
    "tightening?": {"lapses_after": within("1s", "366d")}, "release?": {"needs": int},
    "witnesses?": {"policy": DIGEST, "max_gap": within("1s", "30d"), "grace": within("1s", "30d"),
        "challenge?": within("0s", "30d"), "required_for": [".*"]}}


def check_safe_track(track, charter):
    """Whether the parts of a track fit each other and the charter."""
    check_track(track, charter)
    if quiet := track.get("wait_for_quiet"):
        demand(quiet["house"] in track["houses"],
               len({quiet["option"], quiet["against"]} & {*track["ballot"]["options"]}) == 2)
    demand({rule["by"] for rule in track.get("guardians", ())} <= charter.roles.keys())
    if brake := vars(charter).get("brake"):
        demand({"emergency.ratify", "emergency.lift"} <= charter.kinds.keys(),
               {brake["pause_by"], brake.get("revoke_by", brake["pause_by"])} <= charter.roles.keys())


def track_of(charter, kind, action):
    """The track and topic that a charter gives to an action; a variant counts first (actions.md, Tracks)."""
    member = VARIANTS.get(kind, "")
    variant, words = action.get("child", action).get(member), WORDS.get(member, [None])
    return charter.kinds.get(f"{kind}/{variant if variant in words else words[-1]}") or charter.kinds[kind]


def safe_rules(charter, roles, kind, action):
    """Frozen rules with those of guardians, who stand in them by name (charter.md, The course of a track)."""
    at = track_of(charter, kind, action)
    return track_rules(charter, roles, at["track"], at["topic"])


def track_rules(charter, roles, name, topic):
    """Those of a track, and of the tracks that may follow it."""
    rules = frozen(name, charter, roles) | {"topic": topic}
    guardians = [rule | {"by": roles[rule["by"]]} for rule in rules.get("guardians", ())]
    stages = [{"start": "at-once"} | one | {"track": track_rules(charter, roles, one["track"], topic)}
              for one in rules.pop("then", ())]
    return rules | ({"guardians": guardians} if guardians else {}) | ({"stages": stages} if stages else {})


def ignore(_):
    """What there is to ask or to keep of most actions."""


class SafeProposal(Proposal):
    """A proposal that may have several electorates of a house, guardians, and a close that moves."""

    def __init__(self, *frozen):
        self.known = {}  # powers by house, with the electorate at the opening that they follow from
        self.silent, self.submitted = 0, frozen[0].clock  # how far witnesses' silence has moved the close; when it came
        super().__init__(*frozen)

    def electorates(self, house):
        """Those frozen at the submission: by the house's name, further ones with their moment (power.md)."""
        if not isinstance(house["read"], dict):
            return {house["name"]: self.frozen(house["electorate"], None)}
        found = {}
        for moment in house["read"]["min"]:
            if moment != "opening":
                ago = span(moment.removeprefix("lookback ")) if moment != "submission" else 0
                name = f"{house['name']} {moment}" if found else house["name"]
                found[name] = self.frozen(house["electorate"], ago)
        return found

    def frozen(self, series, ago):
        """Rows and root of what counts so long before the submission; the newest of all where no length is given."""
        if ago is None:
            return self.dao.newest[series]
        return self.dao.electorate(series, self.dao.clock - ago + 1)

    def held(self, name, further=()):
        """By account, the least in the electorates frozen with it and in further ones; nothing where one lacks it."""
        tables = [rows for key, (rows, _) in self.tables.items() if key.split(" ")[0] == name] + [*further]
        told = self.houses[name]["power"]
        return {who: min(self.worth(told, who, table[who]) if who in table else 0 for table in tables) for who in tables[0]}

    def worth(self, told, who, row):
        return row.get(told["asset"], 0) if "asset" in told else 1

    def opening(self, series):
        """Rows of the newest that was on record before the opening, if any was."""
        opens = self.expected()
        found = [rows for received, rows, _, index in self.dao.registered[series]
                 if received < opens and not self.late(index, opens)]
        return found[-1] if found else None

    def expected(self):
        """The opening; where that is not known yet, what it would be from the submission on."""
        return self.opens if self.opens < NEVER else self.submitted + self.rules["delay"]

    def powers(self, name):
        """The same with the electorate at the opening: the newest that was received before it."""
        house, newest = self.houses[name], None
        if isinstance(house["read"], dict) and "opening" in house["read"]["min"]:
            newest = self.opening(house["electorate"])
        if name not in self.known or self.known[name][0] is not newest:
            self.known[name] = newest, self.held(name, [newest] if newest else [])
        return self.known[name][1]

    def take_postpone(self, rule):  # which puts it off once
        self.wait = self.rules["timelock"] + span(rule["at_most"])

    def lead(self):
        """Whether more is for it than against, where voting waits for quiet; and whether nothing can change that."""
        if not (quiet := self.rules.get("wait_for_quiet")):
            return None, True
        count = self.count(quiet["house"])
        sums, whole = {option["name"]: int(option["power"]) for option in count["options"]}, int(count["electorate"])
        ahead, against = sums[quiet["option"]], sums[quiet["against"]]
        return ahead > against, 2 * ahead > whole or 2 * against >= whole

    def cast(self, who, s):
        """A change of the lead moves the close (charter.md, wait_for_quiet)."""
        (led, _), now = self.lead(), self.followed(self.now(self.dao.clock))
        in_time = now <= self.closes - self.beside[1]
        super().cast(who, s)
        leads, decided = self.lead()
        if in_time and leads != led and not decided:
            rest = span(self.rules["wait_for_quiet"]["increase"]) + self.rules["period"] // 2 + self.beside[1]
            self.closes = max(self.closes, now + rest - (now - self.silent - self.opens + self.beside[0]) // 2)


class SafeDao(Dao):
    """The state of a DAO whose charter may have what the preset ai-safety has."""
    form, check, in_words = SAFE_CHARTER, staticmethod(check_safe_track), staticmethod(in_words)
    proposal = SafeProposal

    def __init__(self, documents, founding):
        self.registered, self.evaluators, self.grants = {}, {}, {}  # by series; ends by account; by proposal
        super().__init__(documents, founding)

    def electorate_register(self, who, s, subject):
        super().electorate_register(who, s, subject)
        self.registered.setdefault(s.series, []).append((self.clock, *self.newest[s.series], len(self.leaves)))

    def electorate(self, series, before):
        """Rows and root of the newest that was received before an instant."""
        return [(rows, root) for received, rows, root, _ in self.registered[series] if received < before][-1]

    def rules(self, kind, action, new):
        rules = safe_rules(self.charter, self.roles, kind, action)
        if new:
            self.judge(action, new)
            rules = joined(rules, safe_rules(new, new.roles, kind, action), self.charter, new)
        self.allow(action)
        return barred(rules, self.about(action, new))

    def about(self, action, new):
        about = super().about(action, new)
        if action["type"] == "council.recall":
            about |= {*self.roles[action["role"]]["members"], *action["accounts"]}
        return about | ({action["account"]} if action["type"] == "evaluator.revoke" else set())

    def allow(self, action):
        """Whether it could be carried out now (actions.md, When an action cannot be carried out)."""
        kind = action["type"].replace(".", "_")
        demand(all(self.clock < millis(action[end]) for end in {"expires", "until", "term"} & action.keys()))
        getattr(self, f"may_{kind}", ignore)(action)

    def carry_out(self, subject):
        super().carry_out(subject)
        self.allow(subject.action)
        subject.executed, subject.executed_at = len(self.leaves) - 1, self.clock
        getattr(self, f"do_{subject.s.kind.replace('.', '_')}", ignore)(subject)

    def may_council_recall(self, action):
        role = self.roles[action["role"]]
        demand({*action["accounts"]} <= {*role["members"]},
               len(role["members"]) - len(action["accounts"]) >= role["needs"])

    def do_council_recall(self, subject):
        role = self.roles[subject.action["role"]]
        left = [account for account in role["members"] if account not in subject.action["accounts"]]
        self.seat(subject.action["role"], role | {"members": left})

    def seat(self, name, role): self.roles[name] = role

    def do_evaluator_accredit(self, subject):
        """Several may be in force; the last to end says how long an account is accredited."""
        account, end = subject.action["account"], millis(subject.action["expires"])
        self.evaluators[account] = max(self.evaluators.get(account, 0), end)

    def may_evaluator_revoke(self, action):
        demand(self.evaluators[action["account"]] > self.clock)

    def do_evaluator_revoke(self, subject):
        del self.evaluators[subject.action["account"]]

    def do_access_grant(self, subject):
        self.grants[subject.id] = millis(subject.action["expires"])

    def may_grant_revoke(self, action):
        demand(self.grants[action["grant"]] > self.clock)

    def do_grant_revoke(self, subject):
        del self.grants[subject.action["grant"]]

    def proposal_act(self, who, s, subject):
        """A guardian's signature, where a rule for its deed names the phase."""
        phase, tracks = subject.state(subject.now(self.clock))[1], self.charter.tracks.values()
        track = subject.rules["track"]
        rules = [((s.deed, track, place), rule["by"], rule) for place, rule in enumerate(subject.rules.get("guardians", ()))
                 if rule["act"] == s.deed and phase in rule["during"] and rule.get("stage", track) == track]
        if s.deed == "veto" and phase != "ended" and subject.rules["veto"] not in (None, subject.veto):  # of a later stage
            rules.append((("veto", track), subject.rules["veto"], None))
        if not rules:
            return super().proposal_act(who, s, subject)
        present = {rule["by"] for track in tracks for rule in track.get("guardians", ()) if rule["act"] == s.deed}
        if s.deed == "veto":
            rules = [("veto", subject.veto, None)] * (subject.veto is not None) + rules
            present |= {track.get("veto_by") for track in tracks}
        # A signature counts under every rule that is open to its signer, and under no other.
        rules = [one for one in rules if who in self.may_stop(one[0], subject, one[1], present)]
        demand(rules)
        complete = [rule for under, role, rule in rules if self.stop(who, s.deed, subject, role, present, under)]
        if complete:
            getattr(subject, f"take_{s.deed}")(complete[0])
