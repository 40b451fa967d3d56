"""How fast eth-account recovers ballots: the outside figure that the benchmarks compare with."""

import time
from statistics import median

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_keys import KeyAPI
from eth_keys.backends import CoinCurveECCBackend

from hashes import hexed, sha256
from typed_data import wallet_json

BALLOTS = 1000
RUNS = 5


def measure() -> None:
    """Prints recoveries per second of CPU time, typed data included; the median of five runs."""
    # Without coincurve eth-account is some thirty times slower, and nobody would run it so.
    if not isinstance(KeyAPI().backend, CoinCurveECCBackend):
        raise ValueError("eth-account does not use coincurve")
    dao = hexed(sha256(b"dao"))
    wallet = Account.from_key(sha256(b"quorate interop rate"))
    signed = []
    for number in range(BALLOTS):
        entry = {"kind": "ballot.cast", "statement": {
            "dao_name": "Helios Labs", "proposal": "P-0007", "title": "Deploy all-MiniLM-L6-v2 for document search",
            "voter": "evm:" + wallet.address[2:].lower(), "house": "holders", "choice": "For",
            "selection_hash": hexed(sha256(b"selection")), "reason_hash": "", "proposal_id": hexed(sha256(b"proposal")),
            "electorates_hash": hexed(sha256(b"electorates")), "rules_hash": hexed(sha256(b"rules")),
            "sequence": number + 1, "replaces": hexed(bytes(32)), "signed_at": 1796212800000 + number,
            "valid_until": 1798804800000,
        }}
        typed = wallet_json(entry, dao)
        signed.append((typed, Account.sign_typed_data(wallet.key, full_message=typed).signature))
    rates = []
    for _ in range(RUNS):
        start = time.process_time()
        for typed, signature in signed:
            got = Account.recover_message(encode_typed_data(full_message=typed), signature=signature)
            if got != wallet.address:
                raise ValueError(f"recovered {got}")
        rates.append(BALLOTS / (time.process_time() - start))
    print(f"eth-account recovers {median(rates):.0f} ballots/s (median of {RUNS} runs of {BALLOTS}, one thread, "
          f"CPU time; from {min(rates):.0f} to {max(rates):.0f})")
