internal import CanonicalEncoding
package import Quorate

/// A list of votes as a file: CSV with a header, or a JSON list of objects.
///
/// Columns or members: `voter`, `choice`, `power`, and where they are known `time` (RFC 3339, or seconds since 1970),
/// `delegate` and `house`. An empty choice is none.
package enum VoteListFile {
  private static let names: Set = ["voter", "choice", "power", "time", "delegate", "house"]

  /// Reads either form.
  /// - Throws: `VoteListRefusal`, `JSONRefusal` or `ElectorateRefusal` for a line of CSV that does not read.
  package static func parse(_ bytes: [UInt8]) throws -> VoteList {
    let first = bytes.first { !Array(" \n\r\t".utf8).contains($0) }
    return first == 0x5b ? try parse(json: bytes) : try parse(csv: bytes)
  }

  private static func parse(json bytes: [UInt8]) throws -> VoteList {
    let elements = try JSONParser.parse(bytes).array ?? []
    var rows: [VoteList.Row] = []
    for (position, element) in elements.enumerated() {
      guard let object = element.object else { throw VoteListRefusal.row(position + 1, "is not an object") }
      var fields: [String: String] = [:]
      for member in object.members where member.value != .null {
        guard names.contains(member.key) else {
          throw VoteListRefusal.row(
            position + 1, "has \"\(DisplayText.escaped(member.key))\", which is not known")
        }
        switch member.value {
        case .string(let text), .number(let text): fields[member.key] = text
        default:
          throw VoteListRefusal.row(position + 1, "has a \(member.key) that is neither text nor number")
        }
      }
      rows.append(try row(fields, number: position + 1))
    }
    return VoteList(rows: rows)
  }

  private static func parse(csv bytes: [UInt8]) throws -> VoteList {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw VoteListRefusal.row(1, "is not UTF-8")
    }
    var header: [String]?
    var rows: [VoteList.Row] = []
    for (position, line) in text.textLines.enumerated() where !line.isEmpty {
      let number = position + 1
      let values = try ElectorateImport.fields(String(line), number: number)
      guard let columns = header else {
        header = values.map { $0.lowercased() }
        for name in header ?? [] where !names.contains(name) {
          throw VoteListRefusal.row(
            number, "names the column \"\(DisplayText.escaped(name))\", which is not known")
        }
        continue
      }
      guard values.count == columns.count else {
        throw VoteListRefusal.row(number, "has \(values.count) columns, the header \(columns.count)")
      }
      var fields: [String: String] = [:]
      for (name, value) in zip(columns, values) where !value.isEmpty { fields[name] = value }
      rows.append(try row(fields, number: number))
    }
    return VoteList(rows: rows)
  }

  private static func row(_ fields: [String: String], number: Int) throws -> VoteList.Row {
    guard let voter = fields["voter"] else { throw VoteListRefusal.row(number, "names no voter") }
    guard let power = fields["power"].flatMap({ UInt128(decimal: $0) }) else {
      throw VoteListRefusal.row(number, "has no power that is a whole number below 2^128")
    }
    var at: Timepoint?
    if let time = fields["time"] {
      at = Timepoint(time) ?? UInt128(decimal: time).flatMap(seconds)
      guard at != nil else {
        throw VoteListRefusal.row(number, "has a time that is neither RFC 3339 nor seconds")
      }
    }
    return VoteList.Row(
      number: number, voter: voter, house: fields["house"], choice: fields["choice"], power: power, at: at,
      delegate: fields["delegate"])
  }

  private static func seconds(_ number: UInt128) -> Timepoint? {
    number < 1 << 40 ? Timepoint(milliseconds: UInt64(number) * 1000) : nil
  }
}

/// Why a file is not a list of votes.
package enum VoteListRefusal: CodedRefusal, Hashable {
  case row(Int, String)

  package var code: String { "recount.row" }

  package var message: String {
    switch self {
    case .row(let number, let fault): "line \(number) \(fault)"
    }
  }
}
