"""Which approvals of models are in force (docs/spec/actions.md, Models): stages that are opened, models that are
gone back to or derived from others, and what a vote or the council takes back."""

from types import SimpleNamespace

from second_actions import millis
from second_brake import SCOPE
from second_evidence import EvidencedDao
from second_safety import DAY
from second_verifier import demand, span


def digests(model):
    return model["oms_root"], model["dir_hash"]


class ModelsDao(EvidencedDao):
    """The state of a DAO with the approvals of models that it has given."""

    def __init__(self, documents, founding):
        self.approvals = {}  # by proposal: model, place, from when to when, stages and what is open of them
        self.retired, self.withdrawn = {}, []  # from when on, by model; what brakes reach
        super().__init__(documents, founding)

    def limits(self, action):
        """From when to when an approval would be in force that was given now."""
        longest = vars(self.charter).get("gate", {}).get("approval_at_most", 90 * DAY)
        start = max(self.clock, millis(action["not_before"])) if "not_before" in action else self.clock
        end = self.clock + longest
        return start, min(end, millis(action["expires"])) if "expires" in action else end

    def may_model_deploy(self, action, kind="model.deploy"):
        """Within its limits, with its protocols in force, and made by somebody where one governs it."""
        start, end = self.limits(action)
        demand(start < end)
        for told in action.get("protocols", ()):
            self.may_protocol_retire(told)
        demand("producer" in action or "protocols" not in action and not self.governed(kind, action["environment"]))

    def do_model_deploy(self, subject):
        self.approve(subject, subject.action)

    def approve(self, subject, action):
        start, end = self.limits(action)
        self.approvals[subject.id] = SimpleNamespace(
            model=digests(action), place=action["environment"], starts=start, ends=end, revoked=False,
            stages=action.get("stages", []), open=0, since=start)
        one = self.approvals[subject.id]  # brakes reach what was submitted before them
        one.revoked = any(int(subject.number[2:]) <= known and covers(one) for known, covers in self.withdrawn)

    def stands(self, one):
        """Whether an approval has neither ended nor been taken back, and its model is not retired."""
        return self.clock < min(one.ends, self.retired.get(one.model, one.ends)) and not one.revoked

    def approved(self, model, place):
        """Whether a model has an approval in a place that is in force."""
        return any((one.model, one.place) == (digests(model), place) and one.starts <= self.clock and self.stands(one)
                   for one in self.approvals.values())

    def do_model_retire(self, subject):
        model, start = digests(subject.action), millis(subject.action["from"])
        self.retired[model] = min(start, self.retired.get(model, start))

    def withdraw(self, covers):
        """Takes back what was approved so far, and what was submitted."""
        self.withdrawn.append((len(self.proposals), covers))
        for one in self.approvals.values():
            one.revoked = one.revoked or covers(one)

    def do_model_revoke(self, subject):
        action = subject.action
        self.withdraw(lambda one: one.model == digests(action) and one.place in action.get("environments", [one.place]))

    def take_revoke(self, order, identity, who):
        """By the council, of whatever has one of the digests (brake.md, Orders)."""
        told = SCOPE.fullmatch(order.s.scope)
        self.withdraw(lambda one: (one.model[0] == told["root"] or one.model[1] == told["tree"])
                      and told["where"] in (None, one.place))

    def may_model_rollback(self, action):
        demand(all(self.approved(action["target"], place) for place in action["environments"]))

    def do_model_rollback(self, subject):
        action = subject.action
        self.withdraw(lambda one: one.model == digests(action["model"]) and one.place in action["environments"])

    def may_model_derive(self, action):
        self.may_model_deploy(action["child"], "model.derive")
        demand(self.approved(action["parent"], action["child"]["environment"]))

    def do_model_derive(self, subject):
        self.approve(subject, subject.action["child"])

    def may_model_promote(self, action):
        """The next stage of an approval that is in force; how long the open one lasts is asked at the execution."""
        one = self.approvals[action["deployment"]]
        demand(self.stands(one))
        demand([stage["name"] for stage in one.stages][one.open + 1] == action["stage"])

    def do_model_promote(self, subject):
        one = self.approvals[subject.action["deployment"]]
        demand(self.clock - one.since >= span(one.stages[one.open].get("min_dwell", "0s")))
        one.open, one.since = one.open + 1, self.clock
