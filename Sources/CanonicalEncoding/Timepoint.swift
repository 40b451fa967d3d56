/// An instant: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Timepoint: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Milliseconds since the epoch.
  public let milliseconds: UInt64

  /// The given number of milliseconds since the epoch.
  public init(milliseconds: UInt64) { self.milliseconds = milliseconds }

  /// The given number of seconds since the epoch, never past `latest`: the unit of witnesses.
  package init(seconds: UInt64) {
    self.init(milliseconds: min(seconds, Self.latest.milliseconds / 1000) * 1000)
  }

  /// The largest instant a statement may name: 2^53 − 1 ms, the largest integer every JSON reader keeps exactly.
  public static let latest = Timepoint(milliseconds: 1 << 53 - 1)

  /// The epoch, before which there is nothing.
  package static let earliest = Timepoint(milliseconds: 0)

  /// Order of time.
  public static func < (left: Timepoint, right: Timepoint) -> Bool { left.milliseconds < right.milliseconds }

  /// The instant that much later, never past `latest`.
  public static func + (instant: Timepoint, span: Span) -> Timepoint {
    let (sum, overflow) = instant.milliseconds.addingReportingOverflow(span.milliseconds)
    return overflow ? .latest : min(Timepoint(milliseconds: sum), .latest)
  }

  /// The instant that much earlier, never before the epoch.
  public static func - (instant: Timepoint, span: Span) -> Timepoint {
    Timepoint(milliseconds: instant.milliseconds - min(span.milliseconds, instant.milliseconds))
  }

  /// From an earlier instant to this one; zero where the other is later.
  public func since(_ earlier: Timepoint) -> Span {
    Span(milliseconds: milliseconds - min(earlier.milliseconds, milliseconds))
  }

  /// RFC 3339 in UTC, with milliseconds only where there are any: `2026-12-07T12:00:00Z`.
  public var description: String {
    let (date, time) = (milliseconds / 86_400_000, milliseconds % 86_400_000)
    let (year, month, day) = Self.civil(fromDays: Int64(date))
    let seconds = time / 1000
    var text =
      Self.padded(UInt64(year), 4) + "-" + Self.padded(UInt64(month), 2) + "-" + Self.padded(UInt64(day), 2)
    text += "T" + Self.padded(seconds / 3600, 2) + ":" + Self.padded(seconds / 60 % 60, 2)
    text += ":" + Self.padded(seconds % 60, 2)
    if time % 1000 != 0 { text += "." + Self.padded(time % 1000, 3) }
    return text + "Z"
  }

  /// `2026-12-07 12:00:00 UTC`, for sentences.
  public var sentence: String {
    // A year may have five digits or more.
    let parts = description.split(separator: "T")
    return (parts.first ?? "") + " " + (parts.last ?? "").prefix(8) + " UTC"
  }

  /// Reads RFC 3339 in UTC (`Z` only): `2026-12-07`, `2026-12-07T12:00Z`, `2026-12-07T12:00:00[.123]Z`.
  public init?(_ text: String) {
    let characters = Array(text.utf8)
    func number(_ range: Range<Int>) -> UInt64? {
      guard range.upperBound <= characters.count else { return nil }
      var value: UInt64 = 0
      for character in characters[range] {
        guard 0x30...0x39 ~= character else { return nil }
        value = value * 10 + UInt64(character - 0x30)
      }
      return value
    }
    func has(_ character: Character, at index: Int) -> Bool {
      index < characters.count && characters[index] == character.asciiValue
    }
    guard let year = number(0..<4), has("-", at: 4), let month = number(5..<7), has("-", at: 7),
      let day = number(8..<10), (1970...9999) ~= year, (1...12) ~= month, day >= 1,
      day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    var milliseconds = UInt64(Self.days(year: Int64(year), month: Int64(month), day: Int64(day))) * 86_400_000
    if characters.count > 10 {
      guard has("T", at: 10), let hour = number(11..<13), has(":", at: 13), let minute = number(14..<16),
        hour < 24, minute < 60
      else { return nil }
      milliseconds += (hour * 3600 + minute * 60) * 1000
      var index = 16
      if has(":", at: 16) {
        guard let second = number(17..<19), second < 60 else { return nil }
        milliseconds += second * 1000
        index = 19
        if has(".", at: 19) {
          guard let fraction = number(20..<23) else { return nil }
          milliseconds += fraction
          index = 23
        }
      }
      guard has("Z", at: index), characters.count == index + 1 else { return nil }
    }
    self.init(milliseconds: milliseconds)
  }

  private static func padded(_ value: UInt64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private static func length(ofMonth month: UInt64, year: UInt64) -> UInt64 {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since the epoch of a date of the proleptic Gregorian calendar, counted in eras of 400 years from March.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}
