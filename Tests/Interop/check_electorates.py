"""Lists of holders held against a chain whose state py-trie keeps and proves, as a node of Ethereum would."""

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rlp
from eth_utils import keccak, to_checksum_address
from trie import HexaryTrie

from binary import BAD_EVIDENCE, UNDECIDED, Quorate
from checks import check, expect, expect_equal
from rehearsal import Rehearsal

TOKEN = bytes.fromhex("aea46a60368a7bd060eec7df8cba43b7ef41ad85")
BALANCES, SUPPLY, HEIGHT = 4, 2, 19_000_000
RECIPE = """quorate: recipe/1
chain: eip155:1
asset: token
"""
OF_TOKEN = f"token: \"{to_checksum_address(TOKEN)}\"\nbalances: {BALANCES}\nsupply: {SUPPLY}\n"


def slot(number: int) -> bytes:
    return number.to_bytes(32, "big")


@dataclass
class Chain:
    """One block: its accounts, the token's storage, and the header."""

    state: HexaryTrie
    storage: HexaryTrie
    header: list[bytes]
    vyper: bool

    @classmethod
    def of(cls, coins: dict[bytes, int], tokens: dict[bytes, int], vyper: bool, numbers: random.Random) -> "Chain":
        storage = HexaryTrie({})
        for holder, amount in tokens.items():
            if amount:
                storage[keccak(cls.place(holder, vyper))] = rlp.encode(amount)
        storage[keccak(slot(SUPPLY))] = rlp.encode(sum(tokens.values()))
        state = HexaryTrie({})
        code = keccak(b"")
        for holder, amount in coins.items():
            state[keccak(holder)] = rlp.encode([3, amount, HexaryTrie.BLANK_NODE_HASH, code])
        state[keccak(TOKEN)] = rlp.encode([1, 0, storage.root_hash, keccak(b"code")])
        header = [numbers.randbytes(32) for _ in range(3)]
        header[2] = numbers.randbytes(20)
        header += [state.root_hash, numbers.randbytes(32), numbers.randbytes(32), bytes(256), b""]
        header += [number.to_bytes(4, "big").lstrip(b"\0") for number in (HEIGHT, 30_000_000, 12_345_678, 1_705_000_000)]
        header += [b"rated", numbers.randbytes(32), bytes(8), b"\x07", numbers.randbytes(32)]
        return cls(state, storage, header, vyper)

    @staticmethod
    def place(holder: bytes, vyper: bool) -> bytes:
        key = holder.rjust(32, b"\0")
        return keccak(slot(BALANCES) + key if vyper else key + slot(BALANCES))

    def block_hash(self) -> str:
        return "0x" + keccak(rlp.encode(self.header)).hex()

    def block(self) -> dict[str, Any]:
        names = ["parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom",
                 "difficulty", "number", "gasLimit", "gasUsed", "timestamp", "extraData", "mixHash", "nonce",
                 "baseFeePerGas", "withdrawalsRoot"]
        quantities = {"difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas"}
        fields = {name: hex(int.from_bytes(value, "big")) if name in quantities else "0x" + value.hex()
                  for name, value in zip(names, self.header, strict=True)}
        return fields | {"hash": self.block_hash(), "size": "0x1", "transactions": [], "uncles": []}

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """What a node answers: nodes of the tries, and values that nobody should believe."""
        def nodes(trie: HexaryTrie, key: bytes) -> list[str]:
            return ["0x" + rlp.encode(node).hex() for node in trie.get_proof(keccak(key))]

        result: dict[str, Any] = self.block()
        if question["method"] == "eth_getProof":
            address, keys, block = question["params"]
            expect_equal(int(block, 16), HEIGHT, "the block that is asked for")
            result = {"address": address, "balance": "0x1", "nonce": "0x0",
                      "accountProof": nodes(self.state, bytes.fromhex(address[2:])),
                      "storageProof": [{"key": key, "value": "0x1", "proof": nodes(self.storage, bytes.fromhex(key[2:]))}
                                       for key in keys]}
        return {"jsonrpc": "2.0", "id": question["id"], "result": result}


def judge(binary: Quorate, folder: Path, chain: Chain, rows: dict[bytes, int], recipe: str,
          spoil: Any = None) -> tuple[int, Any]:
    """Samples a list, answers the questions, and verifies."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "holders.csv").write_text("account,amount\n" + "".join(
        f"{to_checksum_address(holder)},{amount}\n" for holder, amount in rows.items()))
    (folder / "recipe.yaml").write_text(recipe)
    common = [folder / "holders.csv", "--recipe", folder / "recipe.yaml", "--draws", 200]
    sampled = binary.ask("electorate", "sample", *common, "--block", HEIGHT, "-o", folder / "request.json")
    answers = [chain.answer(question) for question in json.loads((folder / "request.json").read_text())]
    if spoil:
        spoil(answers)
    (folder / "answers.json").write_text(json.dumps(answers))
    return binary.outcome("electorate", "verify", *common, "--answers", folder / "answers.json", "--seed",
                          sampled["seed"], "--block-hash", chain.block_hash())


def people(numbers: random.Random, count: int) -> dict[bytes, int]:
    return {numbers.randbytes(20): numbers.randrange(1, 10**numbers.randrange(1, 30)) for _ in range(count)}


@check("electorates against states that py-trie proves")
def true_lists(rehearsal: Rehearsal) -> None:
    numbers = random.Random(20261126)
    for number in range(12):
        tokens, coins = people(numbers, numbers.randrange(1, 300)), people(numbers, numbers.randrange(1, 300))
        vyper, isToken = bool(number & 1), bool(number & 2)
        chain = Chain.of(coins, tokens, vyper, numbers)
        recipe = RECIPE + ((OF_TOKEN + ("layout: vyper\n" if vyper else "")) if isToken else "")
        folder = rehearsal.folder / "electorates" / str(number)
        rows = tokens if isToken else coins
        status, answer = judge(rehearsal.quorate, folder, chain, rows, recipe)
        expect_equal(status, 0, f"list {number}: {answer.get('error') or answer['data']['finding']}")
        expect(all(row["finding"] == "proven" for row in answer["data"]["sampled"]), f"list {number}")
        expect_equal(answer["data"]["block"]["stateRoot"], "0x" + chain.state.root_hash.hex(), "the state's root")
        expect_equal(answer["data"]["supply"], str(sum(tokens.values())) if isToken else None, "the supply")


@check("electorates that were doctored, and answers that were tampered with")
def doctored(rehearsal: Rehearsal) -> None:
    numbers = random.Random(7)
    tokens = people(numbers, 40)
    chain = Chain.of({}, tokens, False, numbers)
    whale, total = max(tokens, key=tokens.__getitem__), sum(tokens.values())

    def flip(answers: list[Any]) -> None:
        # The last node of the last proof: of the state's root nothing can be changed without all being lost.
        proof = answers[1]["result"]["accountProof"]
        node = bytearray.fromhex(proof[-1][2:])
        node[len(node) // 2] ^= 1
        proof[-1] = "0x" + node.hex()

    def move(answers: list[Any]) -> None:
        answers[0]["result"]["stateRoot"] = "0x" + bytes(32).hex()

    cases = [
        ("an invented holder", tokens | {numbers.randbytes(20): total}, None, BAD_EVIDENCE),
        ("more for the largest", tokens | {whale: tokens[whale] + 1}, None, BAD_EVIDENCE),
        ("less for the largest", tokens | {whale: tokens[whale] - 1}, None, BAD_EVIDENCE),
        ("a bit of a proof", tokens, flip, UNDECIDED),
        ("another root in the header", tokens, move, UNDECIDED),
    ]
    for name, rows, spoil, expected in cases:
        folder = rehearsal.folder / "electorates" / name.replace(" ", "-")
        status, answer = judge(rehearsal.quorate, folder, chain, rows, RECIPE + OF_TOKEN, spoil)
        expect_equal(status, expected, f"{name}: {answer.get('error') or answer['data']['finding']}")
