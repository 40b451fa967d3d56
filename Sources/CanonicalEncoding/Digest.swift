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
    self.init(Array(bytes))
  }

  /// Exactly thirty-two bytes, or `nil`.
  public init?(_ bytes: [UInt8]) { self.init(bytes[...]) }

  /// Exactly thirty-two bytes, or `nil`.
  public init?(_ bytes: ArraySlice<UInt8>) {
    guard let digest = unsafe bytes.withUnsafeBytes({ unsafe Digest(raw: $0) }) else { return nil }
    self = digest
  }

  /// Exactly thirty-two bytes, or `nil`.
  package init?(raw bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 32 else { return nil }
    words = unsafe (
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    )
  }

  /// `0x` and sixty-four hexadecimal digits of lower case, or `nil`.
  public init?(_ text: String) {
    guard text.utf8.count == 66, let bytes = Hex.decode(canonical: text) else { return nil }
    self.init(bytes)
  }

  /// Sixty-four hexadecimal digits of lower case, or `nil`.
  package init?(lower digits: ArraySlice<UInt8>) {
    guard digits.count == 64 else { return nil }
    var fault: UInt8 = 0
    words = unsafe digits.withUnsafeBufferPointer {
      unsafe (
        Hex.word(lower: $0, at: 0, fault: &fault), Hex.word(lower: $0, at: 16, fault: &fault),
        Hex.word(lower: $0, at: 32, fault: &fault), Hex.word(lower: $0, at: 48, fault: &fault)
      )
    }
    guard fault == 0 else { return nil }
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
    let bigEndian = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    unsafe withUnsafeBytes(of: bigEndian) { unsafe buffer.append(contentsOf: $0) }
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
    var hash = SHA256()
    unsafe withUnsafeBytes(of: prefix) { unsafe hash.update(bufferPointer: $0) }
    hash.update(data: bytes)
    return Digest(digest: hash.finalize())
  }

  fileprivate init(digest: SHA256Digest) {
    self = unsafe digest.withUnsafeBytes { unsafe Digest(raw: $0) } ?? .zero
  }
}

/// SHA-256 over input that comes in pieces.
public struct SHA256Stream: Sendable {
  private var hash = SHA256()

  /// An empty input.
  public init() {}

  /// Adds bytes to the input.
  public mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// Adds the bytes of a slice to the input, without a copy.
  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
  }

  /// The digest of all input so far; the stream may go on.
  public var digest: Digest { Digest(digest: hash.finalize()) }
}
