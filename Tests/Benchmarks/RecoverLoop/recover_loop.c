#include "recover_loop.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

size_t recover_loop(const uint8_t *items, size_t count) {
  secp256k1_context *context = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
  size_t recovered = 0;
  uint8_t sink = 0;
  for (size_t i = 0; i < count; i++) {
    const uint8_t *item = items + i * 97;
    secp256k1_ecdsa_recoverable_signature signature;
    secp256k1_pubkey key;
    uint8_t serialised[65];
    size_t length = sizeof serialised;
    if (!secp256k1_ecdsa_recoverable_signature_parse_compact(context, &signature, item + 32, item[96])) continue;
    if (!secp256k1_ecdsa_recover(context, &key, &signature, item)) continue;
    secp256k1_ec_pubkey_serialize(context, serialised, &length, &key, SECP256K1_EC_UNCOMPRESSED);
    sink ^= serialised[64];
    recovered++;
  }
  secp256k1_context_destroy(context);
  return recovered + (sink & 0);
}
