import CanonicalEncoding

/// Reads the parts of a GGUF header.
struct GGUFReader {
  private var reader: LittleEndianReader
  /// Whether the bytes are the whole file, so that an early end is the file's fault.
  private let isWhole: Bool

  /// The widths of the fixed types, by their number; 8 is a text and 9 a list.
  private static let widths: [UInt32: UInt64] = [
    0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8,
  ]

  /// How deep lists may be nested.
  private static let depthLimit = 4

  init(_ bytes: [UInt8], isWhole: Bool) {
    reader = LittleEndianReader(bytes)
    self.isWhole = isWhole
  }

  /// How many bytes have been read.
  var offset: Int { reader.offset }

  static func fault(_ text: String) -> WeightsRefusal { .malformed(format: "GGUF", fault: text) }

  private var end: WeightsRefusal {
    isWhole ? Self.fault("it is cut off") : .tooLarge(format: "GGUF", limit: GGUFHeader.headLimit)
  }

  mutating func version() throws(WeightsRefusal) -> UInt32 {
    guard reader.take(4)?.elementsEqual("GGUF".utf8) == true else { throw Self.fault("it begins otherwise") }
    let version = try integer(UInt32.self)
    // A big-endian file has its version in the upper bytes.
    guard 2...3 ~= version else { throw Self.fault("version \(version) is not known") }
    return version
  }

  mutating func integer<Integer: FixedWidthInteger & UnsignedInteger>(
    _ type: Integer.Type
  ) throws(WeightsRefusal) -> Integer {
    guard let value = reader.integer(type) else { throw end }
    return value
  }

  mutating func text() throws(WeightsRefusal) -> String {
    guard let bytes = reader.take(try integer(UInt64.self)) else { throw end }
    guard let text = String(utf8: bytes) else { throw Self.fault("a text is not UTF-8") }
    return text
  }

  /// A value as text; `nil` for lists and fractions, which are passed over.
  mutating func value() throws(WeightsRefusal) -> String? {
    let type = try integer(UInt32.self)
    switch type {
    case 0: return String(try integer(UInt8.self))
    case 1: return String(Int8(bitPattern: try integer(UInt8.self)))
    case 2: return String(try integer(UInt16.self))
    case 3: return String(Int16(bitPattern: try integer(UInt16.self)))
    case 4: return String(try integer(UInt32.self))
    case 5: return String(Int32(bitPattern: try integer(UInt32.self)))
    case 7:
      let byte = try integer(UInt8.self)
      guard byte <= 1 else { throw Self.fault("a truth value is \(byte)") }
      return byte == 1 ? "true" : "false"
    case 8: return try text()
    case 10: return String(try integer(UInt64.self))
    case 11: return String(Int64(bitPattern: try integer(UInt64.self)))
    default:
      try skip(type, depth: 0)
      return nil
    }
  }

  private mutating func skip(_ type: UInt32, depth: Int) throws(WeightsRefusal) {
    if let width = Self.widths[type] {
      guard reader.skip(width) != nil else { throw end }
    } else if type == 8 {
      guard reader.skip(try integer(UInt64.self)) != nil else { throw end }
    } else if type == 9 {
      try skipList(depth: depth)
    } else {
      throw Self.fault("a value of the unknown type \(type)")
    }
  }

  private mutating func skipList(depth: Int) throws(WeightsRefusal) {
    guard depth < Self.depthLimit else { throw Self.fault("lists nested more than \(Self.depthLimit) deep") }
    let (type, count) = (try integer(UInt32.self), try integer(UInt64.self))
    if let width = Self.widths[type] {
      let (length, overflow) = count.multipliedReportingOverflow(by: width)
      guard !overflow, reader.skip(length) != nil else { throw end }
      return
    }
    // A text or list takes eight bytes at least, so that a count beyond the bytes ends the loop before it begins.
    guard count <= UInt64(reader.remaining / 8) else { throw end }
    for _ in 0..<count { try skip(type, depth: depth + 1) }
  }

  /// Counts a tensor and says where its bytes stand in the data.
  mutating func tensor(
    name: String, alignment: UInt64, counts: inout TensorCounts
  ) throws(WeightsRefusal) -> (start: UInt64, length: UInt64) {
    let dimensions = try integer(UInt32.self)
    guard dimensions <= 8 else { throw Self.fault("the tensor \"\(name)\" has \(dimensions) dimensions") }
    var sides: [UInt64] = []
    for _ in 0..<dimensions { sides.append(try integer(UInt64.self)) }
    let (number, start) = (try integer(UInt32.self), try integer(UInt64.self))
    guard let count = TensorCounts.product(sides) else {
      throw Self.fault("the tensor \"\(name)\" has no shape")
    }
    guard start.isMultiple(of: alignment) else {
      throw Self.fault("the tensor \"\(name)\" is not aligned")
    }
    // Of a type that is not known here, only the place is checked.
    let type = GGUFTensorType.known[number]
    counts.add(count, of: type?.name ?? "type \(number)")
    guard let type else { return (start, 0) }
    guard let length = type.length(of: count) else {
      throw Self.fault("the tensor \"\(name)\" does not fill its blocks")
    }
    return (start, length)
  }
}
