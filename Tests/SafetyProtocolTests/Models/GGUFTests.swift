import CanonicalEncoding
import QuorateTesting
import Testing

@testable import SafetyProtocol

@Suite struct GGUFTests {
  private static func read(_ bytes: [UInt8], size: Int? = nil) throws -> GGUFHeader {
    try GGUFHeader(head: bytes, size: UInt64(size ?? bytes.count))
  }

  private static func code(_ bytes: [UInt8]) -> String? { ModelSamples.code { _ = try read(bytes) } }

  @Test func `values, tensors and the chat template are read, lists are passed over`() throws {
    let header = try Self.read(WeightsSamples.gguf)
    #expect(header.version == 3)
    #expect(header.value("general.architecture") == "tiny")
    #expect(header.value("general.license") == "apache-2.0")
    #expect(header.value("general.alignment") == "32")
    #expect(header.value("x.floats") == nil && header.value("x.names") == nil)
    #expect(header.counts.tensors == 2)
    #expect(header.counts.parameters == ["F32": 8, "Q4_0": 64])
    #expect(header.chatTemplate == .sha256(Array("{{ messages }}".utf8)))
  }

  @Test func `every single value reads as its text`() throws {
    let cases: [(type: UInt32, bytes: [UInt8], text: String?)] = [
      (0, [255], "255"), (1, [255], "-1"), (2, [255, 255], "65535"), (3, [255, 255], "-1"),
      (4, [255, 255, 255, 255], "4294967295"), (5, [254, 255, 255, 255], "-2"), (6, [0, 0, 0, 0], nil),
      (7, [1], "true"), (7, [0], "false"), (10, [UInt8](repeating: 255, count: 8), "18446744073709551615"),
      (11, [UInt8](repeating: 255, count: 8), "-1"), (12, [UInt8](repeating: 0, count: 8), nil),
    ]
    for value in cases {
      let encoded = WeightsSamples.text("k") + WeightsSamples.littleEndian(value.type) + value.bytes
      #expect(
        try Self.read(WeightsSamples.gguf([encoded], [], data: 0)).value("k") == value.text, "\(value.type)")
    }
  }

  @Test func `a header that contradicts itself or the file is refused`() {
    let (tensor, value) = (WeightsSamples.tensor, WeightsSamples.value)
    let alignment = WeightsSamples.text("general.alignment") + WeightsSamples.littleEndian(UInt32(4))
    let refused: [(name: String, bytes: [UInt8])] = [
      ("magic", Array("GGUX".utf8) + WeightsSamples.gguf.dropFirst(4)),
      ("version 1", WeightsSamples.gguf([], [], data: 0, version: 1)),
      ("version 4", WeightsSamples.gguf([], [], data: 0, version: 4)),
      ("big-endian", WeightsSamples.gguf([], [], data: 0, version: 0x0300_0000)),
      ("twice the same key", WeightsSamples.gguf([value("a", "1"), value("a", "2")], [], data: 0)),
      (
        "twice the same tensor",
        WeightsSamples.gguf([], [tensor("a", [8], 0, 0), tensor("a", [8], 0, 32)], data: 64)
      ),
      ("overlap", WeightsSamples.gguf([], [tensor("a", [16], 0, 0), tensor("b", [8], 0, 32)], data: 64)),
      ("beyond the end", WeightsSamples.gguf([], [tensor("a", [8], 0, 32)], data: 63)),
      ("far beyond the end", WeightsSamples.gguf([], [tensor("a", [8], 0, UInt64.max - 31)], data: 64)),
      ("not aligned", WeightsSamples.gguf([], [tensor("a", [8], 0, 1)], data: 64)),
      ("half a block", WeightsSamples.gguf([], [tensor("a", [33], 2, 0)], data: 64)),
      ("too many numbers", WeightsSamples.gguf([], [tensor("a", [1 << 40, 1 << 40], 0, 0)], data: 64)),
      (
        "nine dimensions",
        WeightsSamples.gguf([], [tensor("a", [UInt64](repeating: 1, count: 9), 0, 0)], data: 64)
      ),
      ("alignment 0", WeightsSamples.gguf([alignment + WeightsSamples.littleEndian(UInt32(0))], [], data: 0)),
      ("alignment 3", WeightsSamples.gguf([alignment + WeightsSamples.littleEndian(UInt32(3))], [], data: 0)),
      ("truth value 2", WeightsSamples.gguf([WeightsSamples.text("k") + [7, 0, 0, 0, 2]], [], data: 0)),
      ("type 13", WeightsSamples.gguf([WeightsSamples.text("k") + [13, 0, 0, 0, 2]], [], data: 0)),
      ("key not UTF-8", WeightsSamples.gguf([[1, 0, 0, 0, 0, 0, 0, 0, 0xff, 0, 0, 0, 0, 1]], [], data: 0)),
      ("2^64 - 1 keys", WeightsSamples.gguf([], [], data: 0, keys: .max)),
      ("2^64 - 1 tensors", WeightsSamples.gguf([], [], data: 0, count: .max)),
      ("more keys than bytes", WeightsSamples.gguf([], [], data: 0, keys: 1 << 20)),
    ]
    for (name, bytes) in refused { #expect(Self.code(bytes) == "weights.malformed", "\(name)") }
  }

  @Test func `lists of strangers neither trap, nor allocate, nor loop`() {
    for (type, count): (UInt32, UInt64) in [
      (6, .max), (10, 1 << 61), (8, .max), (9, .max), (9, 1 << 40), (8, 1 << 20), (0, 1 << 40), (77, 1),
    ] {
      let list =
        WeightsSamples.text("k") + WeightsSamples.littleEndian(UInt32(9)) + WeightsSamples.littleEndian(type)
        + WeightsSamples.littleEndian(count)
      #expect(Self.code(WeightsSamples.gguf([list], [], data: 0)) == "weights.malformed", "\(type) \(count)")
    }
    var nested = WeightsSamples.text("k") + WeightsSamples.littleEndian(UInt32(9))
    for _ in 0..<100_000 {
      nested += WeightsSamples.littleEndian(UInt32(9)) + WeightsSamples.littleEndian(UInt64(1))
    }
    #expect(Self.code(WeightsSamples.gguf([nested], [], data: 0)) == "weights.malformed")
  }

  @Test func `a header longer than what is read is said to be too long`() {
    let bytes = Array(WeightsSamples.gguf.prefix(40))
    #expect(
      ModelSamples.code { _ = try Self.read(bytes, size: 1 << 40) } == "weights.headerTooLarge")
  }

  @Test func `no truncation and no changed byte traps`() {
    let whole = WeightsSamples.gguf
    for count in 0..<whole.count { #expect(Self.code(Array(whole[..<count])) != nil, "\(count)") }
    var numbers = RepeatableNumbers(seed: 79)
    for _ in 0..<4000 {
      var bytes = whole
      for _ in 0..<numbers.below(3) + 1 { bytes[numbers.below(bytes.count)] = UInt8(numbers.below(256)) }
      _ = try? Self.read(bytes)
    }
  }

  @Test func `a tensor of an unknown type is counted, and its place is checked`() throws {
    let file = WeightsSamples.gguf([], [WeightsSamples.tensor("a", [7], type: 99, at: 0)], data: 1)
    #expect(try Self.read(file).counts.parameters == ["type 99": 7])
    let lost = WeightsSamples.gguf([], [WeightsSamples.tensor("a", [7], type: 99, at: 32)], data: 1)
    #expect(Self.code(lost) == "weights.malformed")
  }
}
