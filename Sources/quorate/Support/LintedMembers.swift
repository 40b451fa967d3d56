internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Voting

/// The members whom a charter's bars are held against, out of files: a charter can be tried on people before there is a DAO.
struct LintedMembers: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Members to hold the bars against: a list of them as for `member import`, or HOUSE=FILE for one of several houses.",
      valueName: "file"))
  var electorate: [String] = []
  @Option(help: "The asset of lists of one amount (default: the one that the house counts).") var asset:
    String?

  /// What the members of each house that was given can cast.
  ///
  /// - Parameter now: The instant whose power counts, where holdings change with time.
  func reaches(of charter: Charter, at now: Timepoint) throws -> [String: Reach] {
    var reaches: [String: Reach] = [:]
    for argument in electorate {
      let (house, path) = try place(argument, charter)
      guard reaches[house.name] == nil else {
        throw Failure(.usage, "usage", "--electorate names members of \(Format.safe(house.name)) twice")
      }
      let rows = try RowOptions.rows(in: path, asset: asset ?? house.power.assets.sorted().first ?? "token")
      let list = ElectorateFile(bytes: rows)
      try list.commitment().checkShares()
      reaches[house.name] = try list.reach(of: house, lent: charter.delegation, at: now)
    }
    return reaches
  }

  /// The house and the file that an argument names.
  private func place(_ argument: String, _ charter: Charter) throws -> (house: House, path: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    if parts.count == 2, let house = charter.houses[parts[0]] { return (house, parts[1]) }
    if charter.houses.count == 1, let house = charter.houses.values.first { return (house, argument) }
    let names = charter.houses.keys.sorted().map(Format.safe)
    throw Failure(
      .usage, "usage", "--electorate must say of which house: \(names.joined(separator: ", "))",
      hint: "--electorate \(names.first ?? "HOUSE")=\(Format.safe(argument))")
  }
}
