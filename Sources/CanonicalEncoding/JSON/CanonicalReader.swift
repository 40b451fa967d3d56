/// Reads the usual shape of canonical JSON straight from its bytes: known keys in order, texts without escapes.
///
/// Every method gives `nil` for anything else, and also for some good JSON; whoever gets one reads the bytes
/// again with `JSONParser`, which alone decides what is refused and why. What is read here, it reads the same.
package struct CanonicalReader {
  package let bytes: [UInt8]
  /// Where the next byte stands.
  package private(set) var offset = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether everything has been read.
  package var isAtEnd: Bool { offset == bytes.count }

  /// The bytes of a range that has been read.
  package func text(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

  /// Passes over exactly these bytes.
  package mutating func pass(_ literal: [UInt8]) -> Void? {
    guard bytes.holds(literal, at: offset) else { return nil }
    offset += literal.count
    return ()
  }

  /// Passes over the same bytes as stand in a range of others.
  package mutating func pass(_ range: Range<Int>, of other: [UInt8]) -> Void? {
    guard bytes.holds(other, range, at: offset) else { return nil }
    offset += range.count
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
    let end = bytes.endOfPlainText(from: start)
    guard end < bytes.count, bytes[end] == 0x22 else { return nil }
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

extension [UInt8] {
  /// The first byte from an offset on that is a quote, a backslash or a control character, or the end.
  package func endOfPlainText(from start: Int) -> Int {
    unsafe withUnsafeBytes { bytes in
      var offset = start
      while offset <= bytes.count - 8 {
        let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        let found =
          (word ^ 0x2222_2222_2222_2222).lowBytes(below: 1)
          | (word ^ 0x5c5c_5c5c_5c5c_5c5c).lowBytes(below: 1) | word.lowBytes(below: 0x20)
        if found != 0 { return offset + found.trailingZeroBitCount / 8 }
        offset += 8
      }
      while offset < bytes.count, unsafe bytes[offset] != 0x22, unsafe bytes[offset] != 0x5c,
        unsafe bytes[offset] >= 0x20
      {
        offset += 1
      }
      return offset
    }
  }
}

extension UInt64 {
  /// The top bits of the bytes that are less than a limit of at most 128; the lowest of them is always right.
  ///
  /// The subtraction borrows from a byte only where a lower one is less than the limit, so that bytes above the
  /// first such one may be marked wrongly, and none below it.
  fileprivate func lowBytes(below limit: UInt64) -> UInt64 {
    (self &- 0x0101_0101_0101_0101 &* limit) & ~self & 0x8080_8080_8080_8080
  }
}
