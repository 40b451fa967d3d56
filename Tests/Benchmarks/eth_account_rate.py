#!/usr/bin/env python3
"""Measures how fast eth-account verifies the ballots of the benchmark: the usual tool, for comparison.

    quorate-bench CACHE --export ballots.jsonl
    python3 eth_account_rate.py ballots.jsonl

Optional: without the package eth-account it says so and ends well. Its rate depends much on whether coincurve is
installed, so that is printed too.
"""

import json
import sys
import time
from statistics import median


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    try:
        from eth_account import Account
        from eth_account.messages import encode_typed_data
    except ImportError:
        print("eth-account is not installed; skipped (pip install eth-account coincurve)")
        return 0
    try:
        import coincurve  # noqa: F401

        curve = "with coincurve"
    except ImportError:
        curve = "without coincurve"
    with open(sys.argv[1], encoding="utf-8") as file:
        ballots = [json.loads(line) for line in file]
    rates = []
    for _ in range(5):
        start = time.process_time()
        for ballot in ballots:
            message = encode_typed_data(full_message=ballot["typedData"])
            signer = Account.recover_message(message, signature=ballot["signature"])
            if signer != ballot["voter"]:
                print(f"eth-account recovers {signer}, not {ballot['voter']}")
                return 1
        rates.append(len(ballots) / (time.process_time() - start))
    print(
        f"bench eth-account.rate: {median(rates):.0f} ballots/s"
        f" (median of {len(rates)}, {min(rates):.0f}–{max(rates):.0f}) {curve}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
