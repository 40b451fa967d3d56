/// Reads the usual shape of canonical JSON straight from its bytes: known keys in order, texts without escapes.
///
/// Every method gives `nil` for anything else, and also for some good JSON; whoever gets one reads the bytes
/// again with `JSONParser`, which alone decides what is refused and why. What is read here, it reads the same.
package struct CanonicalReader {
  private let bytes: [UInt8]
  /// Where the next byte stands.
  package private(set) var offset = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether everything has been read.
  package var isAtEnd: Bool { offset == bytes.count }

  /// The bytes of a range that has been read.
  package func text(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

  /// Passes over exactly these bytes.
  package mutating func pass(_ literal: [UInt8]) -> Void? {
    guard bytes.count - offset >= literal.count else { return nil }
    guard bytes[offset..<offset + literal.count].elementsEqual(literal) else { return nil }
    offset += literal.count
    return ()
  }

  /// A text without escapes, with its quotes passed over.
  package mutating func string() -> String? { plain().flatMap { String(utf8: $0) } }

  /// `"0x` and sixty-four lower-case digits.
  package mutating func digest() -> Digest? {
    let end = offset + 67
    guard end < bytes.count, bytes[end] == 0x22, bytes[offset] == 0x22, bytes[offset + 1] == 0x30,
      bytes[offset + 2] == 0x78, let digest = Digest(lower: bytes[offset + 3..<end])
    else { return nil }
    offset = end + 1
    return digest
  }

  /// The bytes of a text without escapes.
  package mutating func plain() -> ArraySlice<UInt8>? {
    guard offset < bytes.count, bytes[offset] == 0x22 else { return nil }
    let start = offset + 1
    var end = start
    while end < bytes.count, bytes[end] != 0x22 {
      guard bytes[end] >= 0x20, bytes[end] != 0x5c else { return nil }
      end += 1
    }
    guard end < bytes.count else { return nil }
    offset = end + 1
    return bytes[start..<end]
  }

  /// A whole number from 0 to 2^53 − 1.
  package mutating func integer() -> UInt64? {
    let start = offset
    var value: UInt64 = 0
    while offset < bytes.count, 0x30...0x39 ~= bytes[offset], offset - start < 16 {
      value = value * 10 + UInt64(bytes[offset] - 0x30)
      offset += 1
    }
    let isOneForm = offset - start == 1 || (offset > start && bytes[start] != 0x30)
    return isOneForm && value < 1 << 53 ? value : nil
  }
}
