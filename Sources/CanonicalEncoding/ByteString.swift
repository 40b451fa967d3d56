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

  /// Lexicographic order of unsigned bytes; a prefix comes first.
  public static func < (left: ByteString, right: ByteString) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  /// The two runs, one after the other.
  public static func + (left: ByteString, right: ByteString) -> ByteString {
    ByteString(left.bytes + right.bytes)
  }
}

extension [UInt8] {
  /// Appends an integer as big-endian bytes of its full width.
  package mutating func append<Integer: FixedWidthInteger & UnsignedInteger>(bigEndian value: Integer) {
    var shift = Integer.bitWidth
    while shift > 0 {
      shift -= 8
      append(UInt8(truncatingIfNeeded: value >> Integer(shift)))
    }
  }

  /// Reads a big-endian integer of full width at an offset, or `nil` when the bytes end before it.
  package func bigEndian<Integer: FixedWidthInteger & UnsignedInteger>(
    _: Integer.Type, at offset: Int
  ) -> Integer? {
    let width = Integer.bitWidth / 8
    guard offset >= 0, offset <= count - width else { return nil }
    var value: Integer = 0
    for index in offset..<offset + width { value = value << 8 | Integer(self[index]) }
    return value
  }
}
