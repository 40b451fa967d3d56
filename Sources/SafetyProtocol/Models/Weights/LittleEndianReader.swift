/// Reads little-endian values from bytes of strangers; `nil` wherever they end too early.
struct LittleEndianReader {
  private let bytes: [UInt8]
  /// Where the next value stands.
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many bytes follow.
  var remaining: Int { bytes.count - offset }

  /// An unsigned integer of its full width.
  mutating func integer<Integer: FixedWidthInteger & UnsignedInteger>(_: Integer.Type) -> Integer? {
    let width = Integer.bitWidth / 8
    guard remaining >= width else { return nil }
    var value: Integer = 0
    for index in (offset..<offset + width).reversed() { value = value << 8 | Integer(bytes[index]) }
    offset += width
    return value
  }

  /// Passes over some bytes.
  mutating func skip(_ count: UInt64) -> Void? {
    guard count <= UInt64(remaining) else { return nil }
    offset += Int(count)
    return ()
  }

  /// The next bytes.
  mutating func take(_ count: UInt64) -> ArraySlice<UInt8>? {
    let start = offset
    return skip(count).map { bytes[start..<offset] }
  }
}
