import CanonicalEncoding

/// What the header of a safetensors file says, checked against the size of the file.
///
/// ```text
/// 8 bytes   length N of the header, little-endian
/// N bytes   {"name":{"dtype":"F16","shape":[2,4],"data_offsets":[0,16]},…,"__metadata__":{"format":"pt"}}
/// the rest  the tensors, one behind the other without gaps
/// ```
package struct SafetensorsHeader: Hashable, Sendable {
  /// The longest header that is read; the format itself allows 100 MB.
  package static let sizeLimit = 16 << 20
  /// How many bytes of a file are needed at most.
  package static let headLimit = 8 + sizeLimit

  /// The tensors.
  package let counts: TensorCounts
  /// Free texts of whoever wrote the file, by key.
  package let metadata: [String: String]

  private static let format = "safetensors"

  /// How many bits a number of each type has.
  private static let bits: [String: UInt64] = [
    "BOOL": 8, "C64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8,
    "F16": 16, "F32": 32, "F64": 64, "BF16": 16, "I8": 8, "I16": 16, "I32": 32, "I64": 64, "U8": 8, "U16": 16,
    "U32": 32, "U64": 64,
  ]

  /// Reads the header.
  /// - Parameters:
  ///   - head: The beginning of the file: all of it, or at least `headLimit` bytes.
  ///   - size: How many bytes the whole file has.
  /// - Complexity: O(n log n) in the header.
  package init(head: [UInt8], size: UInt64) throws(WeightsRefusal) {
    var reader = LittleEndianReader(head)
    guard let length = reader.integer(UInt64.self) else { throw Self.fault("it is shorter than 8 bytes") }
    guard length <= UInt64(Self.sizeLimit) else {
      throw length <= size
        ? .tooLarge(format: Self.format, limit: Self.sizeLimit) : Self.fault("it is cut off")
    }
    guard let text = reader.take(length), length <= size - 8 else { throw Self.fault("it is cut off") }
    guard text.first == 0x7b else { throw Self.fault("the header does not begin with {") }
    let members: [JSONObject.Member]
    do throws(JSONRefusal) {
      let value = try JSONParser.parse(Array(text), limit: Self.sizeLimit)
      members = value.object?.members ?? []
    } catch {
      throw Self.fault("the header: \(error.message)")
    }
    var (counts, spans): (TensorCounts, [Range<UInt64>]) = (TensorCounts(), [])
    var metadata: [String: String] = [:]
    for member in members {
      if member.key == "__metadata__" {
        metadata = try Self.metadata(member.value)
      } else {
        spans.append(try Self.add(member.key, member.value, to: &counts))
      }
    }
    try Self.check(spans, fill: size - 8 - length)
    self.counts = counts
    self.metadata = metadata
  }

  private static func fault(_ text: String) -> WeightsRefusal { .malformed(format: format, fault: text) }

  private static func metadata(_ value: JSONValue) throws(WeightsRefusal) -> [String: String] {
    guard let object = value.object else { throw fault("__metadata__ is not an object") }
    var metadata: [String: String] = [:]
    for member in object.members {
      guard let text = member.value.string else { throw fault("__metadata__ holds more than texts") }
      metadata[member.key] = text
    }
    return metadata
  }

  /// Counts a tensor and says where its bytes stand.
  private static func add(
    _ name: String, _ value: JSONValue, to counts: inout TensorCounts
  ) throws(WeightsRefusal) -> Range<UInt64> {
    let shown = "tensor \"\(DisplayText.escaped(name, limit: 80))\""
    guard let type = value.object?["dtype"]?.string, let shape = value.object?["shape"]?.array,
      let ends = value.object?["data_offsets"]?.array, value.object?.members.count == 3
    else { throw fault("\(shown) has other members than dtype, shape and data_offsets") }
    guard let width = bits[type] else {
      throw fault("\(shown) is of the unknown type \"\(DisplayText.escaped(type, limit: 20))\"")
    }
    let sides = shape.compactMap(\.unsigned)
    guard sides.count == shape.count, let count = TensorCounts.product(sides),
      let length = TensorCounts.product([count, width]), length.isMultiple(of: 8)
    else { throw fault("\(shown) has no shape") }
    guard ends.count == 2, let start = ends[0].unsigned, let end = ends[1].unsigned, start <= end,
      end - start == length / 8
    else { throw fault("\(shown) does not fill its bytes") }
    counts.add(count, of: type)
    return start..<end
  }

  /// Refuses tensors that overlap, leave gaps or do not end where the file ends: bytes that no tensor names could
  /// hold anything.
  private static func check(_ spans: [Range<UInt64>], fill length: UInt64) throws(WeightsRefusal) {
    var end: UInt64 = 0
    for span in spans.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      guard span.lowerBound == end else { throw fault("tensors overlap or leave a gap at byte \(end)") }
      end = span.upperBound
    }
    guard end == length else { throw fault("tensors end at byte \(end) of \(length)") }
  }
}
