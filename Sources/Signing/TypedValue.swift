package import CanonicalEncoding

/// The value of a member of a flat typed message.
package enum TypedValue: Sendable {
  /// `string`.
  case text(String)
  /// `string`, of which only the Keccak-256 of the UTF-8 bytes is known.
  case textHash(Digest)
  /// `bytes`.
  case bytes([UInt8])
  /// `bytes32`.
  case word(Digest)
  /// `uint8` to `uint256` in steps of eight bits.
  case integer(UInt64)
  /// `address`: an Ethereum account.
  case address(AccountKey)
  /// `address[]`.
  case addresses([AccountKey])
  /// `string[]`.
  case texts([String])

  /// The 32 bytes that stand for the value at a position of its struct.
  func word(at position: Int, remembering hashes: inout RepeatedHashes) -> Digest {
    switch self {
    case .text(let text): hashes.keccak(text, at: position)
    case .textHash(let digest), .word(let digest): digest
    case .bytes(let bytes): Keccak256.digest(bytes)
    case .integer(let value): Digest(words: (0, 0, 0, value))
    case .address(let account): Self.word(of: account)
    case .addresses(let accounts): Self.hash(accounts.lazy.map(Self.word(of:)))
    case .texts(let texts): Self.hash(texts.lazy.map { Keccak256.digest($0) })
    }
  }

  /// The address at the end of the word.
  private static func word(of account: AccountKey) -> Digest {
    let (first, second, third, _) = account.padded.words
    return Digest(words: (0, first >> 32, first << 32 | second >> 32, second << 32 | third >> 32))
  }

  private static func hash(_ words: some Sequence<Digest>) -> Digest {
    var data = KeccakStream()
    for word in words { data.update(word) }
    return data.digest
  }

  /// Whether the value is one of a member type, integers within their width.
  func fits(_ type: String) -> Bool {
    switch self {
    case .text, .textHash: type == "string"
    case .bytes: type == "bytes"
    case .word: type == "bytes32"
    case .integer(let value):
      type.hasPrefix("uint") && Int(type.dropFirst(4)).map { $0 >= 64 || value >> UInt64($0) == 0 } ?? false
    case .address(let account): type == "address" && account.family == .evm
    case .addresses(let accounts): type == "address[]" && accounts.allSatisfy { $0.family == .evm }
    case .texts: type == "string[]"
    }
  }

  /// The value as wallets read it: integers as decimal text, addresses checksummed, bytes as `0x` and digits.
  ///
  /// `nil` for a text of which only the hash is known.
  var json: JSONValue? {
    switch self {
    case .text(let text): .string(text)
    case .textHash: nil
    case .bytes(let bytes): .string("0x" + Hex.encode(bytes))
    case .word(let digest): .string(digest.description)
    case .integer(let value): .string(String(value))
    case .address(let account): .string(account.display)
    case .addresses(let accounts): .array(accounts.map { .string($0.display) })
    case .texts(let texts): .array(texts.map { .string($0) })
    }
  }
}
