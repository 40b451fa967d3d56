internal import CanonicalEncoding
internal import Foundation
internal import Quorate

/// The secret keys that sign a log: an Ed25519 seed and a secp256k1 key, in a file with mode 0600.
package struct LogKeyFile: Sendable {
  /// 32 bytes.
  package let ed25519: [UInt8]
  /// 32 bytes.
  package let secp256k1: [UInt8]

  package init(ed25519: [UInt8], secp256k1: [UInt8]) {
    self.ed25519 = ed25519
    self.secp256k1 = secp256k1
  }

  /// Reads the file, if its mode is right.
  package init(path: String) throws {
    var fields = try JSONFields(try JSONParser.parse(try DurableFile.readSecret(path)), of: "the log's keys")
    ed25519 = try fields.bytes("ed25519")
    secp256k1 = try fields.bytes("secp256k1")
    try fields.finish()
  }

  /// Writes the file with mode 0600.
  package func write(to path: String) throws {
    let value = JSONValue.members([
      "ed25519": .string("0x" + Hex.encode(ed25519)), "secp256k1": .string("0x" + Hex.encode(secp256k1)),
    ])
    try DurableFile.write(Array(value.indented.utf8), to: path, mode: 0o600)
  }
}
