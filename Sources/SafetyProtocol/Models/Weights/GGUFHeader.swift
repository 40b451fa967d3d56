package import CanonicalEncoding

/// What the header of a GGUF file says (versions 2 and 3, little-endian), checked against the size of the file.
package struct GGUFHeader: Hashable, Sendable {
  /// How many bytes of a file are read at most: vocabularies stand in the header.
  package static let headLimit = 64 << 20

  /// The version of the format.
  package let version: UInt32
  /// Single values by key, texts and whole numbers as text; lists and fractions are left out.
  package let values: [String: String]
  /// The tensors.
  package let counts: TensorCounts
  /// SHA-256 of the chat template that the file carries, if any: the digest a proposal pins beside the weights.
  package let chatTemplate: Digest?

  /// Reads the header.
  /// - Parameters:
  ///   - head: The beginning of the file: all of it, or at least `headLimit` bytes.
  ///   - size: How many bytes the whole file has.
  /// - Complexity: O(n log n) in the header.
  package init(head: [UInt8], size: UInt64) throws(WeightsRefusal) {
    var reader = GGUFReader(head, isWhole: UInt64(head.count) >= size)
    version = try reader.version()
    let (tensors, keys) = (try reader.integer(UInt64.self), try reader.integer(UInt64.self))
    // A tensor takes 32 bytes of the header at least and a value 13, so that neither can be more than the header.
    guard tensors <= UInt64(Self.headLimit / 32), keys <= UInt64(Self.headLimit / 13) else {
      throw GGUFReader.fault("\(tensors) tensors and \(keys) values do not fit a header")
    }
    var values: [String: String] = [:]
    var seen: Set<String> = []
    for _ in 0..<keys {
      let key = try reader.text()
      guard seen.insert(key).inserted else {
        throw GGUFReader.fault("the key \"\(Self.shown(key))\" stands twice")
      }
      if let value = try reader.value() { values[key] = value }
    }
    chatTemplate = values["tokenizer.chat_template"].map { .sha256(Array($0.utf8)) }
    self.values = values
    let alignment = try Self.alignment(values["general.alignment"])
    var (counts, spans): (TensorCounts, [(start: UInt64, length: UInt64)]) = (TensorCounts(), [])
    var names: Set<ByteString> = []
    for _ in 0..<tensors {
      let name = try reader.text()
      guard names.insert(ByteString(utf8: name)).inserted else {
        throw GGUFReader.fault("the tensor \"\(Self.shown(name))\" stands twice")
      }
      spans.append(try reader.tensor(name: Self.shown(name), alignment: alignment, counts: &counts))
    }
    self.counts = counts
    try Self.check(spans, from: UInt64(reader.offset), alignment: alignment, size: size)
  }

  /// A value of the header, or `nil`.
  package func value(_ key: String) -> String? { values[key] }

  private static func shown(_ text: String) -> String { DisplayText.escaped(text, limit: 80) }

  private static func alignment(_ text: String?) throws(WeightsRefusal) -> UInt64 {
    guard let text else { return 32 }
    guard let value = UInt64(text), 1...(1 << 20) ~= value, value.nonzeroBitCount == 1 else {
      throw GGUFReader.fault("its alignment is no power of two")
    }
    return value
  }

  /// Refuses tensors that overlap or lie beyond the end of the file.
  private static func check(
    _ spans: [(start: UInt64, length: UInt64)], from header: UInt64, alignment: UInt64, size: UInt64
  ) throws(WeightsRefusal) {
    let start = (header + alignment - 1) / alignment * alignment
    let room = size >= start ? size - start : 0
    var end: UInt64 = 0
    for span in spans.sorted(by: { ($0.start, $0.length) < ($1.start, $1.length) }) {
      guard span.start >= end else { throw GGUFReader.fault("tensors overlap at byte \(span.start)") }
      let (next, overflow) = span.start.addingReportingOverflow(span.length)
      guard !overflow, next <= room else {
        throw GGUFReader.fault("a tensor lies beyond the end of the file")
      }
      end = next
    }
  }
}
