package import CanonicalEncoding

/// When a run says it ended. Nobody vouches for it; it can only make evidence too old, never younger than the
/// statement that attests it.
package enum ClaimedTime {
  /// The time a document of a format names, or `nil`.
  package static func of(_ document: EvidenceDocument, as format: EvidenceFormat) -> Timepoint? {
    func text(_ keys: String..., of place: EvidenceDocument.Place = EvidenceDocument.root) -> Timepoint? {
      var place = place
      for key in keys {
        guard let next = document.value(key, of: place) else { return nil }
        place = next
      }
      return document.text(place).flatMap { parse($0) }
    }
    switch format {
    case .inspect: return text("stats", "completed_at") ?? text("eval", "created")
    case .lmEval: return document.value("date").flatMap { document.digits($0) }.flatMap { seconds($0) }
    case .garak:
      let last = document.children(EvidenceDocument.root).last { document.value("end_time", of: $0) != nil }
      return last.flatMap { text("end_time", of: $0) }
    case .promptfoo: return text("results", "timestamp")
    case .modelBench, .helmStats, .helmRunSpec, .json, .lines: return nil
    }
  }

  /// Seconds since 1970 with digits behind the point, which are cut to milliseconds.
  private static func seconds(_ digits: ArraySlice<UInt8>) -> Timepoint? {
    let parts = digits.split(separator: 0x2e, maxSplits: 1)
    guard let whole = parts.first.flatMap({ UInt64(String(decoding: $0, as: UTF8.self)) }), whole < 1 << 40
    else {
      return nil
    }
    return Timepoint(milliseconds: whole * 1000)
  }

  /// RFC 3339 as Python writes it: a space or `T`, any number of digits behind the point, an offset, `Z` or
  /// nothing. Without an offset it is read as UTC.
  static func parse(_ text: String) -> Timepoint? {
    let characters = Array(text.utf8)
    guard 19...40 ~= characters.count, characters[10] == 0x54 || characters[10] == 0x20 else { return nil }
    let head = String(decoding: characters[..<10], as: UTF8.self)
    let time = String(decoding: characters[11..<19], as: UTF8.self)
    guard let local = Timepoint("\(head)T\(time)Z") else { return nil }
    var rest = characters[19...]
    if rest.first == 0x2e {
      rest = rest.dropFirst()
      let fraction = rest.prefix { 0x30...0x39 ~= $0 }
      guard !fraction.isEmpty else { return nil }
      rest = rest.dropFirst(fraction.count)
    }
    if rest.isEmpty || rest.elementsEqual([0x5a]) { return local }
    guard rest.count == 6, let sign = rest.first, sign == 0x2b || sign == 0x2d,
      let hours = UInt64(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self)), hours < 24,
      rest[rest.startIndex + 3] == 0x3a,
      let minutes = UInt64(String(decoding: rest.suffix(2), as: UTF8.self)), minutes < 60
    else { return nil }
    let offset = Span(milliseconds: (hours * 60 + minutes) * 60_000)
    return sign == 0x2b ? local - offset : local + offset
  }
}
