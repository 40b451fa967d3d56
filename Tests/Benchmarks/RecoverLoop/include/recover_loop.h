#pragma once
#include <stddef.h>
#include <stdint.h>

/// Recovers and serialises the public key of `count` signatures, one after the other.
///
/// Each item is 97 bytes: a digest of 32, a compact signature of 64 and a recovery id of 1. Returns how many keys
/// were recovered. Nothing else is done: this is the floor under every audit.
size_t recover_loop(const uint8_t *items, size_t count);
