internal import Crypto

/// Thirty-two bytes that name something by its content.
///
/// Held as four words rather than an array, so that tables of millions of them cost no allocation.
public struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The bytes as four big-endian words.
  package let words: (UInt64, UInt64, UInt64, UInt64)

  /// The digest made of four big-endian words.
  package init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// All bytes zero: "none", where a field must hold a digest.
  public static let zero = Digest(words: (0, 0, 0, 0))

  /// Exactly thirty-two bytes, or `nil`.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var iterator = bytes.makeIterator()
    words = (
      Self.word(&iterator), Self.word(&iterator), Self.word(&iterator), Self.word(&iterator)
    )
  }

  /// `0x` and sixty-four hexadecimal digits of lower case, or `nil`.
  public init?(_ text: String) {
    guard text.utf8.count == 66, Hex.isCanonical(prefixed: text), let bytes = Hex.decode(prefixed: text) else {
      return nil
    }
    self.init(bytes)
  }

  private static func word(_ iterator: inout some IteratorProtocol<UInt8>) -> UInt64 {
    var value: UInt64 = 0
    for _ in 0..<8 { value = value << 8 | UInt64(iterator.next() ?? 0) }
    return value
  }

  /// The thirty-two bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    append(to: &bytes)
    return bytes
  }

  /// Appends the thirty-two bytes to a buffer.
  package func append(to buffer: inout [UInt8]) {
    buffer.append(bigEndian: words.0)
    buffer.append(bigEndian: words.1)
    buffer.append(bigEndian: words.2)
    buffer.append(bigEndian: words.3)
  }

  /// `0x` and sixty-four lower-case digits.
  public var description: String { "0x" + Hex.encode(bytes) }

  /// The first ten characters and an ellipsis, for tables read by people; never an identity.
  public var short: String { description.prefix(10) + "…" }

  /// Order of the unsigned bytes.
  public static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }

  /// Equality of all thirty-two bytes.
  public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

  /// Feeds the four words to the hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }

  /// SHA-256 of some bytes (FIPS 180-4), by swift-crypto.
  public static func sha256(_ bytes: [UInt8]) -> Digest {
    var hash = SHA256()
    hash.update(data: bytes)
    return Digest(digest: hash.finalize())
  }

  /// SHA-256 of a one-byte prefix and some bytes: the form of the hashes of RFC 6962 §2.1.
  package static func sha256(prefix: UInt8, _ bytes: [UInt8]) -> Digest {
    var input: [UInt8] = []
    input.reserveCapacity(bytes.count + 1)
    input.append(prefix)
    input.append(contentsOf: bytes)
    return sha256(input)
  }

  private init(digest: SHA256Digest) {
    var iterator = digest.makeIterator()
    words = (Self.word(&iterator), Self.word(&iterator), Self.word(&iterator), Self.word(&iterator))
  }
}

/// SHA-256 over input that comes in pieces.
public struct SHA256Stream: Sendable {
  private var hash = SHA256()

  /// An empty input.
  public init() {}

  /// Adds bytes to the input.
  public mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// The digest of all input so far; the stream may go on.
  public var digest: Digest { Digest(Array(hash.finalize())) ?? .zero }
}
