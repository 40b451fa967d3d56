internal import CanonicalEncoding
package import Governance
package import Quorate

/// A list of votes as a file: CSV with a header, or a JSON list of objects.
///
/// Columns or members: `voter`, `choice`, `power`, and where they are known `time` (RFC 3339, or seconds since 1970),
/// `delegate` and `house`. An empty choice is none. What spreadsheets add without being asked is passed over: a byte
/// order mark, upper case and blanks in the header, blanks around values, and semicolons or tabs in the place of commas.
package enum VoteListFile {
  /// In the order in which they are told.
  static let names = ["voter", "choice", "power", "time", "delegate", "house"]

  /// Reads either form.
  /// - Parameter unit: What powers are written in; `nil` where they are whole numbers of smallest units.
  /// - Throws: `VoteListRefusal`, `JSONRefusal`.
  package static func parse(_ bytes: [UInt8], in unit: AssetUnit? = nil) throws -> VoteList {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    let first = bytes.first { !Array(" \n\r\t".utf8).contains($0) }
    return first == 0x5b ? try parse(json: bytes, in: unit) : try parse(csv: bytes, in: unit)
  }

  private static func parse(json bytes: [UInt8], in unit: AssetUnit?) throws -> VoteList {
    let elements = try JSONParser.parse(bytes).array ?? []
    // As a header must: a list that nowhere says what was chosen lacks that, and is no vote in which nobody voted.
    guard elements.isEmpty || elements.contains(where: { $0.object?["choice"] != nil }) else {
      throw VoteListRefusal.columns(1, "has no \"choice\", nor has any other")
    }
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
        case .string(let text), .number(let text):
          let value = text.withoutBlanksAround
          if !value.isEmpty { fields[member.key] = value }
        default:
          throw VoteListRefusal.row(position + 1, "has a \(member.key) that is neither text nor number")
        }
      }
      rows.append(try row(fields, number: position + 1, in: unit))
    }
    return VoteList(rows: rows)
  }

  private static func parse(csv bytes: [UInt8], in unit: AssetUnit?) throws -> VoteList {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw VoteListRefusal.row(1, "is not UTF-8")
    }
    var header: VoteListHeader?
    var rows: [VoteList.Row] = []
    for (position, line) in text.textLines.enumerated() where !line.isEmpty {
      let number = position + 1
      guard let columns = header else {
        header = try VoteListHeader(line, number: number)
        continue
      }
      rows.append(try row(try columns.fields(of: line, number: number), number: number, in: unit))
    }
    return VoteList(rows: rows)
  }

  private static func row(_ fields: [String: String], number: Int, in unit: AssetUnit?) throws -> VoteList.Row
  {
    guard let voter = fields["voter"] else { throw VoteListRefusal.row(number, "names no voter") }
    guard let words = fields["power"] else { throw VoteListRefusal.row(number, "has no power") }
    guard let power = unit.map({ $0.units(of: words) }) ?? UInt128(decimal: words) else {
      throw VoteListRefusal.power(number, words)
    }
    var at: Timepoint?
    if let time = fields["time"] {
      at = Timepoint(foreign: time) ?? UInt128(decimal: time).flatMap(seconds)
      guard at != nil else {
        throw VoteListRefusal.row(
          number,
          "has the time \"\(DisplayText.escaped(time, limit: 40))\", which is neither an instant such as "
            + "2026-12-01T12:00:00Z nor seconds since 1970")
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
