internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Signing
internal import Voting

/// What the members of an electorate have in each house that reads it: the power that is counted, not what is listed.
struct MemberPowers {
  /// What the rows come to in one house.
  struct Bench {
    let house: House
    let unit: AssetUnit
    /// What it is computed from.
    let words: String
    /// Of each row, its own power.
    let own: [Power]
    /// Of each row, what it casts when nobody else votes.
    let cast: [Power]
    /// How it is spread; what two members could cast is one's alone.
    let concentration: Concentration
    /// Whether some cast more than their own.
    let isLent: Bool
  }

  let record: ElectorateRecord
  let holdings: [Holding]
  /// One for each house that reads the series, by name.
  let benches: [Bench]

  /// Looks at the electorate of a series that counts now.
  /// - Complexity: O(n log n).
  init(_ series: String, _ session: Session) throws {
    (record, holdings) = try Electorates.newest(series, session)
    let charter = try session.documents.charter(session.charterHash())
    let houses = charter?.houses.values.filter { $0.series == series }.sorted { $0.name < $1.name } ?? []
    let (list, now) = (record, try session.now())
    benches = try session.chamber.read { view in
      guard let charter, let rows = try view.rows(of: list) else { return [] }
      return try houses.map { house in
        try Bench(house, charter, rows, at: now)
      }
    }
  }
}

extension MemberPowers.Bench {
  fileprivate init(
    _ house: House, _ charter: Charter, _ rows: any ElectorateRows, at now: Timepoint
  ) throws {
    self.house = house
    unit = charter.unit(ofHouse: house.name)
    words = PowerWords.text(house, lent: charter.delegation)
    let source = try rows.prepared(house.power)
    var (own, cast): ([Power], [Power]) = ([], [])
    try rows.forEach { own.append(try source.power(of: $0, at: now)) }
    if case .validators = charter.delegation.mode {
      var book = StakeBook()
      try rows.forEach { try book.add($0) }
      try rows.forEach { cast.append(try book.castAlone(by: $0.account)) }
      isLent = true
    } else {
      (cast, isLent) = (own, false)
    }
    (self.own, self.cast) = (own, cast)
    concentration = try Concentration(
      try rows.reach(of: house, lent: charter.delegation, at: now).shares)
  }

  /// `100 tokens, 20.00 % of 500 tokens`, and what of it is lent.
  func text(of row: Int) -> String {
    let share = Format.percent(cast[row], of: concentration.total)
    let all = Format.amount(concentration.total, unit)
    var text = "\(Format.amount(cast[row], unit, isExact: true)), \(share) of \(all)"
    if isLent, own[row] != cast[row] {
      text += "; \(Format.amount(own[row], unit, isExact: true)) of its own, and what delegators leave to it"
    }
    return text
  }

  var spread: JSONValue {
    .members([
      "computedFrom": .string(words),
      "gini": .members([
        "den": .string(String(concentration.giniDenominator)),
        "num": .string(String(concentration.giniNumerator)),
      ]),
      "largest": .string(concentration.largest.description), "majority": .integer(concentration.majority),
      "topTen": .string(concentration.topTen.description),
      "total": .string(concentration.total.description),
    ])
  }
}

extension MemberPowers {
  /// The rows, those who cast most in the first house first.
  var order: [Int] {
    guard let cast = benches.first?.cast else { return Array(holdings.indices) }
    return holdings.indices.sorted {
      cast[$0] == cast[$1] ? holdings[$0].account < holdings[$1].account : cast[$0] > cast[$1]
    }
  }

  /// The columns of a list, behind the account.
  var header: [String] {
    benches.flatMap { bench in
      let house = benches.count > 1 ? " \(bench.house.name.uppercased())" : ""
      return ["POWER" + house, "SHARE"] + (bench.isLent ? ["OWN"] : [])
    }
  }

  func cells(of row: Int) -> [String] {
    benches.flatMap { bench in
      [
        Format.amount(bench.cast[row], bench.unit),
        Format.percent(bench.cast[row], of: bench.concentration.total),
      ] + (bench.isLent ? [Format.amount(bench.own[row], bench.unit)] : [])
    }
  }

  /// `Power: stakers by stake with bonded validators`, a line for each house.
  var sources: [String] { benches.map { "Power in \($0.house.name): \($0.words)" } }

  func json(of row: Int) -> JSONValue {
    let holding = holdings[row]
    return .members([
      "account": .string(holding.account.display),
      "amounts": .object(
        JSONObject(holding.amounts.map { .init(key: $0.asset, value: .string(String($0.units))) })),
      "locks": .array(holding.locks.map { .string($0.text) }),
      "powers": .object(
        JSONObject(
          benches.map { bench in
            .init(
              key: bench.house.name,
              value: .members([
                "casts": .string(bench.cast[row].description), "own": .string(bench.own[row].description),
              ]))
          })),
    ])
  }
}
