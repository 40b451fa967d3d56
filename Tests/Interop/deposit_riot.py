"""Riots in which a vote costs something: deposits that are too small, too late or of others first, and too few places."""

from typing import Any

from council_riot import CouncilRiot
from riot import FOREVER, HOUR, accounts, keys
from second_deposits import DepositedProposal


class DepositRiot(CouncilRiot):
    """A riot under tracks that take deposits and have places."""

    def charter(self, name: str) -> bytes:
        rng = self.rng
        parts = super().charter(name).decode().split("    houses: [holders]\n")
        for number in range(1, len(parts)):
            within = rng.choice((", within: 1h", ", within: 1d", ", within: 90m", ""))
            exact, fee = rng.choice(("", "", ", exact: true")), rng.choice(("", ', fee: {usd: "5"}'))
            initial = rng.choice(("", ", initial: 25%", ", initial: 1/3")) if not exact else ""
            each = rng.choice(("", ", each: 1/100", ", each: 2/3"))
            fates = rng.choice(("", ", fates: {failed: burned, vetoed: held, execution_failed: treasury}"))
            amounts = rng.choice(('{akt: "10"}', '{akt: "1000", usd: "50"}', '{usd: "7"}'))
            deposit = f"    deposit: {{amounts: {amounts}{fee}{exact}{initial}{each}{within}{fates}}}\n"
            places = f"    active_at_most: {rng.choice((1, 1, 2))}\n"
            parts[number] = rng.choice((deposit, deposit, places, deposit + places, "")) + parts[number]
        return "    houses: [holders]\n".join(parts).encode()

    def happen(self) -> None:
        if self.rng.random() < 0.55:
            self.pay()
        else:
            super().happen()

    def pay(self) -> None:
        """Mostly for one that waits; or one that waits for a place is started."""
        rng = self.rng
        known: list[DepositedProposal] = [one for one in self.proposals if "deposit" in one.rules or "active_at_most" in one.rules]
        waiting = [one for one in known if one.state(self.now)[1] in ("deposit", "scheduled")]
        if not known:
            return self.submit()
        proposal = rng.choice(waiting or known)
        if "deposit" not in proposal.rules or proposal.state(self.now)[1] == "scheduled":
            self.say("proposal.act", self.forger.act, rng.choice(keys()), proposal, "start")
            self.now += rng.choice((0, 0, HOUR, 3 * HOUR))
            return None
        for _ in range(rng.randint(1, 4)):
            key = rng.choice(keys())
            if rng.random() < 0.5:
                key = keys()[accounts().index(proposal.s.proposer)]
            needed = proposal.needed()
            parts = {asset: rng.choice((units, units, units, units // 4, units // 3, units // 2, 1, units + 1))
                     for asset, units in needed.items() if rng.random() < 0.9}
            self.say("proposal.deposit", self.deposit, key, amounts=[f"{asset}={parts[asset]}" for asset in sorted(parts)],
                     proposal=proposal.number, title=proposal.s.title, proposal_id=proposal.id)
        self.now += rng.choice((0, 0, HOUR // 2, HOUR))
        if waiting and proposal.opens <= FOREVER and rng.random() < 0.5:
            for key in rng.sample(keys(), 3):
                self.say("ballot.cast", self.forger.vote, key, proposal, "holders", "For")
        return None

    def deposit(self, key: Any, received: int, /, **fields: Any) -> str | None:
        return self.forger.say("proposal.deposit", key, received, **{"reference": "0x" + "00" * 32} | fields)
