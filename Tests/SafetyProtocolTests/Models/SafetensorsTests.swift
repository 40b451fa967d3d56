import CanonicalEncoding
import QuorateTesting
import Testing

@testable import SafetyProtocol

@Suite struct SafetensorsTests {
  private static func read(_ bytes: [UInt8], size: Int? = nil) throws -> SafetensorsHeader {
    try SafetensorsHeader(head: bytes, size: UInt64(size ?? bytes.count))
  }

  @Test func `tensors and parameters are counted by type`() throws {
    let header = try Self.read(WeightsSamples.safetensors(WeightsSamples.header, data: 48))
    #expect(header.counts.tensors == 2)
    #expect(header.counts.parameters == ["F32": 8, "F16": 8])
    #expect(header.counts.total == 16)
    #expect(header.metadata == ["format": "pt"])
  }

  @Test func `a header alone is enough where the size of the file is known`() throws {
    let whole = WeightsSamples.safetensors(WeightsSamples.header, data: 48)
    #expect(try Self.read(Array(whole.dropLast(48)), size: whole.count) == Self.read(whole))
  }

  @Test func `a scalar, an empty tensor and numbers of less than a byte have their lengths`() throws {
    let header =
      #"{"s":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"e":{"dtype":"U8","shape":[0,9],"data_offsets":[8,8]},"#
      + #""q":{"dtype":"F4","shape":[6],"data_offsets":[8,11]}}"#
    #expect(
      try Self.read(WeightsSamples.safetensors(header, data: 11)).counts.parameters == [
        "I64": 1, "U8": 0, "F4": 6,
      ])
  }

  /// An edit of the good header, and the number of bytes of data.
  static let edits: [(from: String, to: String, data: Int)] = [
    (#"[0,32]"#, #"[0,31]"#, 48), (#"[0,32]"#, #"[32,0]"#, 48), (#"[32,48]"#, #"[33,49]"#, 49),
    (#"[32,48]"#, #"[31,47]"#, 47), (#"[0,32]"#, #"[0,32,0]"#, 48), (#"[0,32]"#, #"["0",32]"#, 48),
    (#"[0,32]"#, #"[-1,31]"#, 48), (#"[0,32]"#, #"[0.0,32]"#, 48), (#"[2,4]"#, #"[2,-4]"#, 48),
    (#"[2,4]"#, #"[2,4e0]"#, 48), (#"[2,4]"#, #"[4294967296,4294967296]"#, 48),
    (#"[2,4]"#, #"[18446744073709551615,4]"#, 48), (#"[2,4]"#, #"[2,5]"#, 48), (#""F32""#, #""F31""#, 48),
    (#""F32""#, #"32"#, 48), (#""dtype":"F32","#, "", 48), (#""dtype""#, #""x":1,"dtype""#, 48),
    (#""b":"#, #""a":"#, 48), (#"{"format":"pt"}"#, #"[]"#, 48), (#"{"format":"pt"}"#, #"{"format":1}"#, 48),
    ("", "", 47), ("", "", 49), ("{\"__", " {\"__", 48), ("}}", "}", 48),
  ]

  @Test(arguments: edits.indices) func `a header that contradicts itself or the file is refused`(index: Int)
    throws
  {
    let edit = Self.edits[index]
    var text = WeightsSamples.header
    if !edit.from.isEmpty {
      let range = try #require(text.firstRange(of: edit.from))
      text.replaceSubrange(range, with: edit.to)
    }
    let bytes = WeightsSamples.safetensors(text, data: edit.data)
    #expect(ModelSamples.code { _ = try Self.read(bytes) } == "weights.malformed", "\(text)")
  }

  @Test func `lengths of strangers neither trap nor allocate`() {
    for length in [UInt64.max, 1 << 63, 1 << 40, 200, 9] {
      let bytes = WeightsSamples.littleEndian(length) + Array("{}".utf8)
      #expect(ModelSamples.code { _ = try Self.read(bytes) } == "weights.malformed", "\(length)")
    }
    let long = WeightsSamples.littleEndian(UInt64(SafetensorsHeader.sizeLimit + 1))
    #expect(ModelSamples.code { _ = try Self.read(long, size: 1 << 30) } == "weights.headerTooLarge")
    #expect(ModelSamples.code { _ = try Self.read([], size: 0) } == "weights.malformed")
  }

  @Test func `no truncation and no changed byte traps`() throws {
    let whole = WeightsSamples.safetensors(WeightsSamples.header, data: 48)
    for count in 0..<whole.count {
      #expect(ModelSamples.code { _ = try Self.read(Array(whole[..<count])) } != nil, "\(count)")
    }
    var numbers = RepeatableNumbers(seed: 78)
    for _ in 0..<4000 {
      var bytes = whole
      for _ in 0..<numbers.below(3) + 1 { bytes[numbers.below(bytes.count)] = UInt8(numbers.below(256)) }
      _ = try? Self.read(bytes)
    }
  }
}
