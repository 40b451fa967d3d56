import CanonicalEncoding

/// Files of weights, made byte by byte.
enum WeightsSamples {
  static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    (0..<type(of: value).bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  /// A safetensors file of a header's text and so many bytes of data.
  static func safetensors(_ header: String, data: Int) -> [UInt8] {
    littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) + [UInt8](repeating: 7, count: data)
  }

  static let header =
    #"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,4],"data_offsets":[0,32]},"#
    + #""b":{"dtype":"F16","shape":[4,2],"data_offsets":[32,48]}}"#

  static func text(_ text: String) -> [UInt8] { littleEndian(UInt64(text.utf8.count)) + Array(text.utf8) }

  /// A typed text value.
  static func value(_ key: String, _ value: String) -> [UInt8] {
    text(key) + littleEndian(UInt32(8)) + text(value)
  }

  static func tensor(_ name: String, _ sides: [UInt64], type: UInt32, at start: UInt64) -> [UInt8] {
    text(name) + littleEndian(UInt32(sides.count)) + sides.flatMap { littleEndian($0) } + littleEndian(type)
      + littleEndian(start)
  }

  /// A GGUF file of encoded values and tensors, with so many bytes of data.
  static func gguf(
    _ values: [[UInt8]], _ tensors: [[UInt8]], data: Int, version: UInt32 = 3, keys: UInt64? = nil,
    count: UInt64? = nil
  ) -> [UInt8] {
    var bytes = Array("GGUF".utf8) + littleEndian(version) + littleEndian(count ?? UInt64(tensors.count))
    bytes += littleEndian(keys ?? UInt64(values.count)) + values.flatMap { $0 } + tensors.flatMap { $0 }
    bytes += [UInt8](repeating: 0, count: (32 - bytes.count % 32) % 32)
    return bytes + [UInt8](repeating: 7, count: data)
  }

  static let gguf = gguf(
    [
      value("general.architecture", "tiny"), value("general.license", "apache-2.0"),
      text("general.alignment") + littleEndian(UInt32(4)) + littleEndian(UInt32(32)),
      text("x.floats") + littleEndian(UInt32(9)) + littleEndian(UInt32(6)) + littleEndian(UInt64(2))
        + [UInt8](repeating: 0, count: 8),
      text("x.names") + littleEndian(UInt32(9)) + littleEndian(UInt32(8)) + littleEndian(UInt64(2))
        + text("one") + text("two"),
      text("x.nested") + littleEndian(UInt32(9)) + littleEndian(UInt32(9)) + littleEndian(UInt64(1))
        + littleEndian(UInt32(0)) + littleEndian(UInt64(3)) + [1, 2, 3],
      value("tokenizer.chat_template", "{{ messages }}"),
    ],
    [tensor("a", [2, 4], type: 0, at: 0), tensor("b", [32, 2], type: 2, at: 32)], data: 68)
}
