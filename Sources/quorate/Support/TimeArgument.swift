internal import CanonicalEncoding

/// Instants and lengths of time as words of a command line.
enum TimeArgument {
  /// An instant: `2026-12-07T12:00Z`.
  static func instant(_ text: String) throws -> Timepoint {
    guard let instant = Timepoint(foreign: text) else {
      throw Failure(.usage, "time.form", "\(Format.safe(text)) is not an instant such as 2026-12-07T12:00Z")
    }
    return instant
  }

  /// A length of time that is not zero: `48h`, `1d 12h`.
  static func span(_ text: String) throws -> Span {
    guard let span = Span(text), span > .zero else {
      throw Failure(.usage, "time.form", "\(Format.safe(text)) is not a length of time such as 48h or 1d 12h")
    }
    return span
  }
}
