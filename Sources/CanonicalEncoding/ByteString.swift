/// A run of bytes, compared as bytes.
///
/// Where order matters (electorates, records, file names) it is the order of the unsigned bytes, never that of
/// Swift's `String`, which compares by canonical equivalence.
public struct ByteString: Hashable, Comparable, Sendable {
  /// The bytes themselves.
  public var bytes: [UInt8]

  /// The given bytes.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The bytes of a slice.
  public init(_ bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }

  /// The UTF-8 bytes of a text.
  public init(utf8 text: String) { bytes = Array(text.utf8) }

  /// How many bytes.
  public var count: Int { bytes.count }

  /// Whether there are none.
  public var isEmpty: Bool { bytes.isEmpty }

  /// The bytes read as UTF-8, or `nil` where they are not valid UTF-8.
  public var text: String? { String(validating: bytes, as: UTF8.self) }

  /// Lower-case hexadecimal digits, without a prefix.
  public var hex: String { Hex.encode(bytes) }

  /// Eight bytes from an offset on as a big-endian word, with zeros where there are none.
  package func word(at offset: Int) -> UInt64 {
    if let word = bytes.bigEndian(UInt64.self, at: offset) { return word }
    var word: UInt64 = 0
    for index in offset..<offset + 8 { word = word << 8 | (index < count ? UInt64(bytes[index]) : 0) }
    return word
  }

  /// Equality of all bytes.
  public static func == (left: ByteString, right: ByteString) -> Bool {
    unsafe left.bytes.withUnsafeBytes { left in
      unsafe right.bytes.withUnsafeBytes { unsafe left.equals($0) }
    }
  }

  /// Feeds all bytes to the hasher at once; an array feeds them one by one.
  public func hash(into hasher: inout Hasher) {
    unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }

  /// Lexicographic order of unsigned bytes; a prefix comes first.
  public static func < (left: ByteString, right: ByteString) -> Bool {
    let common = min(left.count, right.count)
    var offset = 0
    while offset + 8 <= common, let first = left.bytes.bigEndian(UInt64.self, at: offset),
      let second = right.bytes.bigEndian(UInt64.self, at: offset)
    {
      if first != second { return first < second }
      offset += 8
    }
    while offset < common {
      if left.bytes[offset] != right.bytes[offset] { return left.bytes[offset] < right.bytes[offset] }
      offset += 1
    }
    return left.count < right.count
  }

  /// The two runs, one after the other.
  public static func + (left: ByteString, right: ByteString) -> ByteString {
    ByteString(left.bytes + right.bytes)
  }
}

extension String {
  /// The text of some bytes, or `nil` where they are not valid UTF-8.
  package init?(utf8 bytes: ArraySlice<UInt8>) {
    // Most texts are ASCII, which needs no validation; the validating initialiser of the library is slow.
    if unsafe bytes.withUnsafeBytes({ unsafe $0.isASCII }) {
      self.init(decoding: bytes, as: UTF8.self)
    } else {
      self.init(validating: bytes, as: UTF8.self)
    }
  }
}

extension String {
  /// Whether two texts are the same bytes; `==` also holds for other spellings of the same characters.
  package func isSpelt(like other: String) -> Bool {
    let isSame = unsafe utf8.withContiguousStorageIfAvailable { left in
      unsafe other.utf8.withContiguousStorageIfAvailable { right in
        unsafe UnsafeRawBufferPointer(left).equals(UnsafeRawBufferPointer(right))
      }
    }
    // Only texts bridged from another language are not stored in one run.
    return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether two buffers hold the same bytes; compared by words, which `elementsEqual` does not.
  package func equals(_ other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    var offset = 0
    while offset <= count - 8 {
      guard
        unsafe loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          == other.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      else { return false }
      offset += 8
    }
    if offset == count { return true }
    guard count < 8 else {
      // The last word, some bytes of which have been compared before.
      return unsafe loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        == other.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    }
    return indices.allSatisfy { unsafe self[$0] == other[$0] }
  }

  /// Whether no byte is above 127.
  fileprivate var isASCII: Bool {
    var (bits, offset): (UInt64, Int) = (0, 0)
    while offset <= count - 8 {
      bits |= unsafe loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      offset += 8
    }
    while offset < count {
      bits |= UInt64(unsafe self[offset])
      offset += 1
    }
    return bits & 0x8080_8080_8080_8080 == 0
  }
}

extension [UInt8] {
  /// Whether other bytes stand at an offset.
  package func holds(_ other: [UInt8], at offset: Int) -> Bool {
    holds(other, other.indices, at: offset)
  }

  /// Whether the bytes of a range of others stand at an offset; not where the others have no such range.
  package func holds(_ other: [UInt8], _ range: Range<Int>, at offset: Int) -> Bool {
    guard offset >= 0, count - offset >= range.count, range.lowerBound >= 0, range.upperBound <= other.count
    else { return false }
    return unsafe withUnsafeBytes { whole in
      unsafe other.withUnsafeBytes { other in
        unsafe UnsafeRawBufferPointer(rebasing: other[range])
          .equals(UnsafeRawBufferPointer(rebasing: whole[offset..<offset + range.count]))
      }
    }
  }

  /// Appends an integer as big-endian bytes of its full width.
  @inlinable
  package mutating func append<Integer: FixedWidthInteger & UnsignedInteger>(bigEndian value: Integer) {
    unsafe Swift.withUnsafeBytes(of: value.bigEndian) { unsafe append(contentsOf: $0) }
  }

  /// Reads a big-endian integer of full width at an offset, or `nil` when the bytes end before it.
  @inlinable
  package func bigEndian<Integer: FixedWidthInteger & UnsignedInteger>(
    _: Integer.Type, at offset: Int
  ) -> Integer? {
    let width = Integer.bitWidth / 8
    guard offset >= 0, offset <= count - width else { return nil }
    return unsafe withUnsafeBytes {
      Integer(bigEndian: unsafe $0.loadUnaligned(fromByteOffset: offset, as: Integer.self))
    }
  }
}
