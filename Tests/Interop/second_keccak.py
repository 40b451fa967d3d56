"""Keccak-256, by which accounts and typed data are hashed; Python has only its successor."""

from functools import lru_cache
from struct import iter_unpack, unpack_from

# Whence each lane of Keccak comes and how far it turns, and the constants of the rounds (FIPS 202 §3.2).
MOVES = ((0, 0), (6, 44), (12, 43), (18, 21), (24, 14), (3, 28), (9, 20), (10, 3), (16, 45), (22, 61), (1, 1), (7, 6),
    (13, 25), (19, 8), (20, 18), (4, 27), (5, 36), (11, 10), (17, 15), (23, 56), (2, 62), (8, 55), (14, 39), (15, 41),
    (21, 2))
ROUNDS = unpack_from("<24Q", bytes.fromhex(
    "010000000000000082800000000000008a8000000000008000800080000000808b8000000000000001000080000000008180"
    "00800000008009800000000000808a00000000000000880000000000000009800080000000000a000080000000008b800080"
    "000000008b0000000000008089800000000000800380000000000080028000000000008080000000000000800a8000000000"
    "00000a000080000000808180008000000080808000000000008001000080000000000880008000000080"))


@lru_cache(1 << 16)
def keccak(data):
    """Keccak-256 with the padding from before SHA-3, as in Ethereum; lane x, y is a[x + 5y]."""
    def turned(lane, by): return (lane << by | lane >> 64 - by) & (1 << 64) - 1
    a, padded = [0] * 25, bytearray(data + b"\1" + bytes(-(len(data) + 1) % 136))
    padded[-1] |= 0x80
    for block in iter_unpack("<17Q", padded):
        a = [lane ^ word for lane, word in zip(a, block + (0,) * 8)]
        for constant in ROUNDS:
            sums = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
            a = [a[i] ^ sums[(i + 4) % 5] ^ turned(sums[(i + 1) % 5], 1) for i in range(25)]
            a = [turned(a[i], by) for i, by in MOVES]
            a = [a[i] ^ ~a[i - i % 5 + (i + 1) % 5] & a[i - i % 5 + (i + 2) % 5] for i in range(25)]
            a[0] ^= constant
    return b"".join(lane.to_bytes(8, "little") for lane in a[:4])
