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
    guard let digest = unsafe digits.withUnsafeBytes({ unsafe Digest(lower: $0) }) else { return nil }
    self = digest
  }

  /// Sixty-four hexadecimal digits of lower case, or `nil`.
  init?(lower digits: UnsafeRawBufferPointer) {
    guard digits.count == 64 else { return nil }
    var fault: UInt64 = 0
    words = unsafe (
      Hex.word(lower: digits, at: 0, fault: &fault), Hex.word(lower: digits, at: 16, fault: &fault),
      Hex.word(lower: digits, at: 32, fault: &fault), Hex.word(lower: digits, at: 48, fault: &fault)
    )
    guard fault == 0 else { return nil }
  }

  /// At most thirty-two bytes, with zeros after them; `nil` for more.
  package init?(padding bytes: ArraySlice<UInt8>) {
    guard bytes.count <= 32 else { return nil }
    let padded = unsafe withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { buffer in
      unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0)
      unsafe buffer.copyBytes(from: bytes)
      return unsafe Digest(raw: UnsafeRawBufferPointer(buffer))
    }
    guard let padded else { return nil }
    self = padded
  }

  /// The bytes of an even number of at most sixty-four lower-case digits, with zeros after them, or `nil`.
  package init?(padding digits: ArraySlice<UInt8>, lower _: Void) {
    guard digits.count <= 64, digits.count.isMultiple(of: 2) else { return nil }
    let padded = unsafe withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { buffer in
      unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0x30)
      unsafe buffer.copyBytes(from: digits)
      return unsafe Digest(lower: UnsafeRawBufferPointer(buffer))
    }
    guard let padded else { return nil }
    self = padded
  }

  /// The thirty-two bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    append(to: &bytes)
    return bytes
  }

  /// Appends the thirty-two bytes, or the first so many of them, to a buffer.
  package func append(to buffer: inout [UInt8], count: Int = 32) {
    unsafe withUnsafeBytes(of: bigEndian) {
      unsafe buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0.prefix(count)))
    }
  }

  /// The thirty-two bytes as they are laid out in memory.
  package var bigEndian: (UInt64, UInt64, UInt64, UInt64) {
    (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
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
    unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    return Digest(digest: hash.finalize())
  }

  /// SHA-256 of a one-byte prefix and some bytes: the form of the hashes of RFC 6962 §2.1.
  package static func sha256(prefix: UInt8, _ bytes: ArraySlice<UInt8>) -> Digest {
    var hash = SHA256()
    unsafe bytes.withUnsafeBytes { bytes in
      // A first block of the prefix and as many bytes as fill it; the others are hashed where they stand.
      let first = unsafe UnsafeRawBufferPointer(rebasing: bytes.prefix(63))
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes.dropFirst(63))
      unsafe withUnsafeTemporaryAllocation(byteCount: first.count + 1, alignment: 8) { block in
        unsafe block.storeBytes(of: prefix, as: UInt8.self)
        unsafe UnsafeMutableRawBufferPointer(rebasing: block[1...]).copyMemory(from: first)
        unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(block))
      }
      if unsafe !rest.isEmpty { unsafe hash.update(bufferPointer: rest) }
    }
    return Digest(digest: hash.finalize())
  }

  /// SHA-256 of a one-byte prefix and two digests.
  package static func sha256(prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
    var hash = SHA256()
    unsafe withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { buffer in
      unsafe buffer.storeBytes(of: prefix, as: UInt8.self)
      unsafe withUnsafeBytes(of: (left.bigEndian, right.bigEndian)) {
        unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[1...]).copyMemory(from: $0)
      }
      unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
    }
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
  public mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

  /// Adds the bytes of a slice to the input, without a copy.
  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
  }

  /// The digest of all input so far; the stream may go on.
  public var digest: Digest { Digest(digest: hash.finalize()) }
}

extension Digest {
  /// Sixty-four lower-case digits without `0x`, as in-toto writes digests.
  package var bareHex: String { String(description.dropFirst(2)) }

  /// Reads that form, or `nil`.
  package init?(bareHex text: String) { self.init(lower: Array(text.utf8)[...]) }
}
