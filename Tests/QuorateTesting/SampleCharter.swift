package import CanonicalEncoding
internal import DocumentFiles
package import Signing

/// Charters for tests: the preset with minutes in the place of days.
package enum SampleCharter {
  /// The preset "token-majority" with short spans and some edits of its text.
  ///
  /// - Parameter edits: Texts of the preset and what stands in their place; each must be there.
  package static func yaml(
    name: String, founders: [AccountKey], edits: [(from: String, to: String)] = []
  ) throws -> String {
    let preset = try Preset.named("token-majority").orThrow("there is no preset token-majority")
    var text = String(decoding: preset.expanded(name: name, founders: founders), as: UTF8.self)
    for word in ["delay", "period", "timelock", "grace"] {
      for days in [1, 2, 4, 5, 7, 14] {
        text = text.replacing("\(word): \(days)d", with: "\(word): \(days)m")
      }
    }
    for edit in edits {
      guard text.contains(edit.from) else { throw SampleFault("the charter does not say \(edit.from)") }
      text = text.replacing(edit.from, with: edit.to)
    }
    return text
  }
}

extension Span {
  /// So many minutes.
  package static func minutes(_ count: UInt64) -> Span { Span(milliseconds: count * 60_000) }
  /// So many days.
  package static func days(_ count: UInt64) -> Span { Span(milliseconds: count * 86_400_000) }
}

extension Timepoint {
  /// When every sample DAO is founded: 2026-12-01T12:00Z.
  package static let founding = Timepoint(milliseconds: 1_796_126_400_000)
}
