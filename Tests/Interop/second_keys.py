"""Changed keys of a log (docs/spec/log-keys.md): the plan in a genesis, changes of the pair that signs, and the
recovery of lost keys by those whom the genesis names."""

import re
from types import SimpleNamespace

from second_brake import BrakedDao
from second_safety import DAY, HOUR, NONE
from second_verifier import ACCOUNT, BYTES, DIGEST, DOMAIN, WORDS, check_signed, demand, keccak
from second_verifier import read, read_json, signer, tagged, text, unhex
from second_witnesses import kind_of

PAIR = f"{DIGEST} {DIGEST}"
CHANGE = re.compile(rf"quorate\.org/log-keys/v1\n(?P<origin>[^\n]+)\n(?P<number>[1-9][0-9]*)\n(?P<index>[1-9][0-9]*)\n"
                    rf"(?P<right>rotation|recovery)\n(?P<old>{PAIR})\n(?P<new>{PAIR})\n(?P<next>{DIGEST})\n"
                    rf"(?P<doubt>-|0|[1-9][0-9]*)\n")
KEPT = re.compile(rf"quorate\.org/log-recovery-cancelled/v1\n(?P<origin>[^\n]+)\n(?P<number>[1-9][0-9]*)\n"
                  rf"(?P<index>[1-9][0-9]*)\n(?P<old>{PAIR})\n")
TYPE = b"LogRecovery(string dao,uint64 change,bytes32 newKeys,string doubtedFrom,string reason,uint64 validUntil)"
SIGNED = {"dao_name": "string", "change": "uint64", "new_keys": "bytes32", "doubted_from": "string",
          "reason": "string", "valid_until": "uint64"}
RECOVERY = {key: WORDS[type_][0] for key, type_ in SIGNED.items()} | {"dao": DIGEST, "reason": text(300)}


def commitment(pair):
    """What a pair of keys is named by before it is shown."""
    return tagged("quorate/log-keys/v1", *pair)


def read_change(data):
    """An entry about keys by its form."""
    form = {"recovery": RECOVERY, "signatures": [{"recoverer": ACCOUNT, "signature": BYTES}]}
    entry = read_json(data, {"kind": ".*", "received": int, "v": int} | (
        form if b'"kind":"log.recover"' in data else {"note": ".*"}))
    demand(entry["v"] == 1)
    return entry


def keys_of(line):
    return tuple(map(unhex, line.split(" ")))


def recovery_digest(recovery):
    """What each recoverer signs (Recovery)."""
    words = [WORDS[type_][1](recovery[key]) for key, type_ in SIGNED.items()]
    domain = keccak(b"".join(map(keccak, DOMAIN)) + unhex(recovery["dao"]))
    return keccak(b"\x19\x01" + domain + keccak(keccak(TYPE) + b"".join(words)))


class Chain:
    """Which pair of keys is good for which size; it follows from the genesis and the entries that change them."""

    def __init__(self, dao):
        self.dao, self.origin = dao, f"{dao.genesis.host}/quorate/{dao.id[2:]}"
        self.pairs, self.next, self.recovery = [(-1, dao.pair)], vars(dao.genesis).get("next_log_keys"), None
        self.used, self.committed, self.doubts = {*dao.pair}, {commitment(dao.pair)}, []
        self.recovered = []  # which entries gave the log other keys by a recovery, and when its delay was over

    def take(self, index, entry):
        """An entry about keys, where it has an effect (Change; Recovery)."""
        getattr(self, entry["kind"].removeprefix("log."))(index, entry)

    def keys(self, index, entry):
        note = entry["note"].encode()
        told = SimpleNamespace(**CHANGE.match(entry["note"]).groupdict())
        body, old, new = CHANGE.match(entry["note"])[0].encode(), self.pairs[-1][1], keys_of(told.new)
        demand(self.next, int(told.number) == len(self.pairs), int(told.index) == index, told.origin == self.origin)
        demand(keys_of(told.old) == old, told.doubt == "-" or int(told.doubt) <= index)
        demand(not {*new} & self.used, told.next not in self.committed | {commitment(new)}, told.next != NONE)
        check_signed(note, self.origin, new, body)
        if told.right == "rotation":
            check_signed(note, self.origin, old, body)
            demand(commitment(new) == self.next)
        else:
            at, received, wanted = self.recovery
            demand(commitment(new) == wanted["new_keys"], told.doubt == wanted["doubted_from"])
            over = received + self.dao.genesis.recovery_delay
            demand(entry["received"] >= over)
            self.recovered.append((index, over))
        if told.doubt != "-":
            self.doubts.append((max(int(told.doubt), self.pairs[-1][0]), index))
        self.used |= {*new}
        self.committed |= {commitment(new)}
        self.pairs.append((index, new))
        self.next, self.recovery = told.next, None

    def recover(self, index, entry):
        wanted, genesis = entry["recovery"], self.dao.genesis
        signers = [one["recoverer"] for one in entry["signatures"]]
        demand(wanted["dao"] == self.dao.id, wanted["dao_name"] == genesis.name, wanted["change"] == len(self.pairs))
        demand(signers == sorted({*signers}), {*signers} <= {*genesis.recoverers})
        demand(len(signers) >= genesis.recovery_needs > 0, entry["received"] <= wanted["valid_until"])
        digest = recovery_digest(wanted)
        demand(all(signer(digest, one["signature"]) == one["recoverer"] for one in entry["signatures"]))
        doubt = read(wanted["doubted_from"], "-|0|[1-9][0-9]*")
        demand(doubt == "-" or int(doubt) <= index, wanted["new_keys"] not in self.committed | {NONE})
        self.recovery = index, entry["received"], wanted

    def keep(self, index, entry):
        told = SimpleNamespace(**KEPT.match(entry["note"]).groupdict())
        body, old = KEPT.match(entry["note"])[0].encode(), self.pairs[-1][1]
        demand(told.origin == self.origin, int(told.number) == len(self.pairs), keys_of(told.old) == old)
        demand(int(told.index) == self.recovery[0])
        check_signed(entry["note"].encode(), self.origin, old, body)
        self.recovery = None


class KeyedDao(BrakedDao):
    """The state of a DAO whose log may have been signed by several pairs of keys."""

    def plan(self, *recovery):
        recoverers, needs, delay = recovery
        if recoverers:
            demand(len(recoverers) <= 100, recoverers == sorted({*recoverers}), 0 < needs <= len(recoverers),
                   HOUR <= delay <= 90 * DAY)
        else:
            demand(not needs, not delay)

    def pairs(self, entries):
        """Read without the state of the log (Change)."""
        chain, clock = Chain(self), self.clock
        for index, data in enumerate(entries):
            received = int((re.search(rb'"received":([0-9]+)', data) or (0, 0))[1])
            if (kind_of(data) or "")[:4] == "log." and received >= clock:
                try:
                    chain.take(index, read_change(data))
                except Exception:
                    pass
            clock = received
        return chain.pairs

    @property
    def chain(self):
        """Of the keys so far."""
        if not hasattr(self, "links"):
            self.links = Chain(self)
        return self.links

    def believed(self, size, at):
        """Nothing is cosigned for recovered keys before the delay is over (Whose clock the delay goes by)."""
        return all(over <= at for index, over in self.chain.recovered if index < size)

    def doubted(self, subject):
        """Whether it was decided while the keys count as stolen (Keys that were stolen)."""
        settled = subject.told and subject.settled
        return not settled and any(
            subject.index < end and start <= subject.executed for start, end in self.chain.doubts)

    def own_log_keys(self, data, front):
        entry = read_change(data)
        demand(self.clock <= entry["received"])
        self.clock = entry["received"]
        self.chain.take(len(front), entry)

    own_log_recover = own_log_keep = own_log_keys
