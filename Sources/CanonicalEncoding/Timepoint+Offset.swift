extension Timepoint {
  /// Reads RFC 3339 as others write it: in UTC, or with an offset from it, such as `2026-12-07T13:00:00+01:00`.
  ///
  /// For what people and exports of other programs write; what is hashed or signed has `Z` alone.
  package init?(foreign text: String) {
    let characters = Array(text.utf8)
    // The date has signs of minus, too.
    guard characters.count > 16, let sign = characters.dropLast(5).last, sign == 0x2b || sign == 0x2d else {
      self.init(text)
      return
    }
    let offset = characters.suffix(5).split(separator: 0x3a, omittingEmptySubsequences: false)
    guard offset.count == 2, let hours = Self.twoDigits(offset[0]), let minutes = Self.twoDigits(offset[1]),
      hours < 24, minutes < 60, let there = Timepoint(String(text.dropLast(6)) + "Z")
    else { return nil }
    let span = (hours * 60 + minutes) * 60_000
    let milliseconds = there.milliseconds
    guard sign == 0x2d || milliseconds >= span else { return nil }
    self.init(milliseconds: sign == 0x2d ? milliseconds + span : milliseconds - span)
  }

  private static func twoDigits(_ text: ArraySlice<UInt8>) -> UInt64? {
    guard text.count == 2, text.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    return text.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
  }
}
