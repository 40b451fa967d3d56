internal import CanonicalEncoding

/// Why a list of votes cannot be counted under a charter.
package enum RecountRefusal: CodedRefusal, Hashable {
  case trackUnknown(String, known: [String])
  case houseUnknown(row: Int, house: String)
  /// The list has delegates, and nobody lends power.
  case delegationMode
  /// A line lends power in a way that the charter does not allow.
  case delegation(row: Int, fault: String)
  /// Members follow others, and the track has no options that say yes and no.
  case followedOptions(yes: String, no: String)
  case electorateTooSmall
  case noRows
  /// Every line of a house that names a choice was refused; the first of them, and why. Options where it is they that
  /// it named none of.
  case nothingCounted(house: String, lines: Int, row: Int, reason: String, options: [String])
  /// Choices that do not read: the first of them and why, and the lines of the others.
  case choiceUnread(row: Int, reason: String, others: [Int], options: [String])
  /// Two lines give one voter two powers.
  case powerDiffers(voter: String, rows: [Int], powers: [UInt128])
  /// Somebody is named whom absent members follow, and under these rules they follow nobody.
  case leaderUnused
  /// Somebody is named whom absent members follow, who is not on the list.
  case leaderUnknown(String)
  case overflow

  package var code: String {
    switch self {
    case .trackUnknown: "recount.trackUnknown"
    case .houseUnknown: "recount.houseUnknown"
    case .delegationMode: "recount.delegationMode"
    case .delegation: "recount.delegation"
    case .followedOptions: "recount.followedOptions"
    case .electorateTooSmall: "recount.electorateTooSmall"
    case .noRows: "recount.noRows"
    case .nothingCounted: "recount.nothingCounted"
    case .choiceUnread: "recount.choiceUnread"
    case .powerDiffers: "recount.powerDiffers"
    case .leaderUnused: "recount.leaderUnused"
    case .leaderUnknown: "recount.leaderUnknown"
    case .overflow: "weight.overflow"
    }
  }

  package var message: String {
    switch self {
    case .trackUnknown(let track, let known):
      "there is no track \"\(DisplayText.escaped(track, limit: 40))\"; the charter has \(known.joined(separator: ", "))"
    case .houseUnknown(let row, let house):
      "line \(row) votes in the house \"\(DisplayText.escaped(house, limit: 40))\", which does not vote on this track"
    case .delegationMode: "the list names delegates, and under this charter nobody lends power"
    case .delegation(let row, let fault): "line \(row): \(fault)"
    case .followedOptions(let yes, let no):
      "members follow others here, and the track has no options \(DisplayText.escaped(yes, limit: 40)) and "
        + DisplayText.escaped(no, limit: 40)
    case .electorateTooSmall: "the electorate is smaller than the power in the list"
    case .noRows: "the list has no rows"
    case .nothingCounted(let house, let lines, let row, let reason, let options):
      (lines == 1 ? "the only ballot" : "none of the \(lines) ballots")
        + " for the house \"\(DisplayText.escaped(house, limit: 40))\" \(lines == 1 ? "cannot" : "can") be counted; "
        + "line \(row): \(DisplayText.escaped(reason, limit: 300))" + Self.among(options)
    case .choiceUnread(let row, let reason, let others, let options):
      "line \(row): \(DisplayText.escaped(reason, limit: 300))" + Self.among(options) + Self.also(others)
    case .powerDiffers(let voter, let rows, let powers):
      "lines \(Self.joined(rows)) give \(DisplayText.escaped(voter, limit: 80)) the powers \(Self.joined(powers)): "
        + "equal names are one voter, who has one power in a house"
    case .leaderUnused: "under these rules whoever does not vote follows nobody, so nobody is named for it"
    case .leaderUnknown(let name):
      "\(DisplayText.escaped(name, limit: 80)), whom absent members are to follow, is not on the list"
    case .overflow: "the powers in the list add up to 2^128 or more"
    }
  }

  private static func joined(_ values: [some CustomStringConvertible]) -> String {
    values.map(\.description).joined(separator: " and ")
  }

  private static func among(_ options: [String]) -> String {
    guard !options.isEmpty else { return "" }
    return "; the options are " + options.map { DisplayText.escaped($0, limit: 80) }.joined(separator: ", ")
  }

  /// The other lines that do not read either, of many only how many.
  private static func also(_ rows: [Int]) -> String {
    guard !rows.isEmpty else { return "" }
    let named = rows.prefix(10).map(\.description).joined(separator: ", ")
    let rest = rows.count > 10 ? " and \(rows.count - 10) more" : ""
    return "; unread too: \(rows.count == 1 ? "line" : "lines") \(named)\(rest)"
  }
}
