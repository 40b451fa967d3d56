package import CanonicalEncoding

/// What this machine audited of a log before, and found sound.
///
/// A later audit must find it to be the beginning of what it is shown; what stands below it need not have its
/// signatures checked again, since the root binds the bytes.
package struct AcceptedLog: Hashable, Sendable {
  /// Whose log it is.
  package let dao: Digest
  package let size: UInt64
  package let root: Digest
  /// SHA-256 of the archive that was audited, so that the very same file is known again; `nil` for other sources.
  package let archive: Digest?
  /// The checkpoint the log's keys had signed for that size, so that a fork found later can be proven; `nil` where
  /// there was none, or a version of this program accepted it that did not keep it.
  package let note: String?
  /// What the audit found, as the canonical JSON of its report.
  package let report: JSONValue
  /// By which rules the audit went.
  package let rules: UInt64

  /// The rules of this program: raised with whatever changes what an audit finds in the same bytes, so that no verdict
  /// of a program that overlooked something outlives it.
  package static let presentRules: UInt64 = 6

  package init(
    dao: Digest, size: UInt64, root: Digest, archive: Digest?, note: String? = nil, report: JSONValue,
    rules: UInt64 = presentRules
  ) {
    self.dao = dao
    self.size = size
    self.root = root
    self.archive = archive
    self.note = note
    self.report = report
    self.rules = rules
  }

  private static let format = "quorate.accepted/3"
  /// The form without the rules, and the one before without the checkpoint.
  private static let formerFormats = ["quorate.accepted/2", "quorate.accepted/1"]

  /// The canonical JSON.
  package var bytes: [UInt8] {
    JSONValue.members([
      "archive": archive.map { .string($0.description) } ?? .null, "dao": .string(dao.description),
      "format": .string(Self.format), "note": note.map { .string($0) } ?? .null, "report": report,
      "root": .string(root.description), "rules": .integer(rules), "size": .string(String(size)),
    ]).canonicalBytes
  }

  package init(parsing bytes: [UInt8]) throws(JSONRefusal) {
    var fields = try JSONFields(try JSONParser.parse(bytes, form: .canonical), of: "an accepted log")
    let archive = try fields.value("archive")
    self.archive = archive == .null ? nil : archive.string.flatMap { Digest($0) }
    dao = try fields.digest("dao")
    let format = try fields.string("format")
    guard format == Self.format || Self.formerFormats.contains(format) else {
      throw fields.unexpected("format", Self.format)
    }
    note = format == Self.formerFormats.last ? nil : try fields.value("note").string
    rules = format == Self.format ? try fields.integer("rules") : 0
    report = try fields.value("report")
    root = try fields.digest("root")
    guard let size = UInt64(exactly: try fields.amount("size")) else {
      throw fields.unexpected("size", "a size")
    }
    self.size = size
    try fields.finish()
  }
}
