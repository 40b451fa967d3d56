package import CanonicalEncoding
internal import DocumentFiles
package import Signing

/// Charters for tests: the preset with minutes in the place of days.
package enum SampleCharter {
  /// The preset that has short spans here.
  package static let usual = "token-majority"

  /// A preset with some edits of its text; "token-majority" with short spans.
  ///
  /// - Parameter edits: Texts of the preset and what stands in their place; each must be there.
  package static func yaml(
    name: String, founders: [AccountKey], edits: [(from: String, to: String)] = [], preset: String = usual
  ) throws -> String {
    let template = try Preset.named(preset).orThrow("there is no preset \(preset)")
    var text = String(decoding: template.expanded(name: name, founders: founders), as: UTF8.self)
    for word in ["delay", "period", "timelock", "grace"] where preset == usual {
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
