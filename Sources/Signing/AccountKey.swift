public import CanonicalEncoding

/// Who holds power and signs: a family of keys and the bytes that name one key within it.
///
/// Two accounts are the same exactly if family and bytes are the same; how somebody wrote the address
/// (checksummed, in lower case, with a chain in front) is gone once it is read. The zero address is never an
/// account.
public struct AccountKey: Hashable, Comparable, Sendable {
  /// How the account's keys and addresses are made.
  public let family: KeyFamily
  /// The address with zeros after it: held in place, because tables of millions hold accounts.
  package let padded: Digest

  /// The account of some bytes; `nil` for a wrong length or all zeros.
  public init?(family: KeyFamily, bytes: ByteString) { self.init(family: family, bytes: bytes.bytes[...]) }

  /// The account of some bytes; `nil` for a wrong length or all zeros.
  package init?(family: KeyFamily, bytes: ArraySlice<UInt8>) {
    guard bytes.count == family.accountLength, let padded = Digest(padding: bytes) else { return nil }
    self.init(family: family, padded: padded)
  }

  private init?(family: KeyFamily, padded: Digest) {
    guard padded != .zero else { return nil }
    self.family = family
    self.padded = padded
  }

  /// The Ethereum account of a digest over a public key: its last twenty bytes; `nil` for all zeros.
  package init?(evm digest: Digest) {
    let (_, second, third, fourth) = digest.words
    self.init(
      family: .evm,
      padded: Digest(words: (second << 32 | third >> 32, third << 32 | fourth >> 32, fourth << 32, 0)))
  }

  /// The address.
  public var bytes: ByteString {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return ByteString(bytes)
  }

  /// Appends the address to a buffer.
  package func append(to buffer: inout [UInt8]) { padded.append(to: &buffer, count: family.accountLength) }

  /// Reads the canonical text only: `evm:` and forty lower-case digits.
  public init?(canonical text: String) {
    self.init(canonical: Array(text.utf8)[...])
  }

  /// Reads the UTF-8 bytes of the canonical text only.
  package init?(canonical text: ArraySlice<UInt8>) {
    guard let colon = text.firstIndex(of: 0x3a), let family = KeyFamily(name: text[..<colon]) else {
      return nil
    }
    let digits = text[(colon + 1)...]
    guard digits.count == 2 * family.accountLength, let padded = Digest(padding: digits, lower: ()) else {
      return nil
    }
    self.init(family: family, padded: padded)
  }

  /// Reads any form that people and other programs write.
  ///
  /// `0x…` with the case rules of EIP-55; `eip155:<chain>:0x…` (CAIP-10), whose chain is ignored, because a
  /// key that owns an address owns it on every chain; or the canonical `evm:…`.
  public init(reading text: String) throws(AccountRefusal) {
    let digits: String
    if text.hasPrefix("0x") {
      digits = text
    } else if text.hasPrefix("evm:") {
      digits = "0x" + text.dropFirst(4)
      guard Hex.isCanonical(prefixed: digits) else { throw .form(text: text) }
    } else if let address = Self.addressOfChainAccount(text) {
      digits = address
    } else {
      throw .form(text: text)
    }
    guard let bytes = EVMAddress.parse(digits) else {
      guard let corrected = EVMAddress.corrected(digits) else { throw .form(text: text) }
      throw .checksum(text: digits, corrected: corrected)
    }
    guard let account = AccountKey(family: .evm, bytes: ByteString(bytes)) else { throw .zero }
    self = account
  }

  /// The address part of `eip155:<chain>:<address>`; the chain is a whole number of at most 32 digits.
  private static func addressOfChainAccount(_ text: String) -> String? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "eip155" else { return nil }
    let chain = parts[1].utf8
    let isNumber = chain.allSatisfy { 0x30...0x39 ~= $0 }
    return isNumber && 1...32 ~= chain.count && chain.first != 0x30 ? String(parts[2]) : nil
  }

  /// The canonical text: `evm:` and forty lower-case digits.
  public var text: String { "\(family.rawValue):\(bytes.hex)" }

  /// The text that people know: for Ethereum the checksummed address.
  public var display: String {
    switch family {
    case .evm: EVMAddress.checksummed(bytes.bytes)
    }
  }

  /// By family, then by the unsigned bytes.
  public static func < (left: AccountKey, right: AccountKey) -> Bool {
    left.family == right.family ? left.padded < right.padded : left.family < right.family
  }
}

extension AccountKey: CustomStringConvertible {
  /// The text that people know.
  public var description: String { display }
}
